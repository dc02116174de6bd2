package io.redoubt.session;

import io.redoubt.redis.core.KeySpace;
import java.nio.charset.StandardCharsets;

/**
 * Builder that creates the Redis keys for sessions and for the session index of each user. The keys are
 * {@code <prefix>session:{bucket}:s:<hash of the id>} for a session and
 * {@code <prefix>session:{bucket}:u:<hash of the user id>} for a user's index. The braces place a bucket in one slot of
 * a cluster. Immutable.
 *
 * @param space the key space of all sessions
 */
record SessionKeys(KeySpace space) {

    byte[] session(HashedSessionId id) {
        return utf8(sessionPrefixText(id.bucket()) + id.hash());
    }

    byte[] index(SessionOwner owner) {
        return utf8(indexPrefixText(owner.bucket()) + owner.hash());
    }

    /** Returns the prefix of the keys of a bucket's sessions. */
    byte[] sessionPrefix(String bucket) {
        return utf8(sessionPrefixText(bucket));
    }

    /** Returns the prefix of the keys of a bucket's indexes. */
    byte[] indexPrefix(String bucket) {
        return utf8(indexPrefixText(bucket));
    }

    private String sessionPrefixText(String bucket) {
        return space.start() + "{" + bucket + "}:s:";
    }

    private String indexPrefixText(String bucket) {
        return space.start() + "{" + bucket + "}:u:";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
