package io.redoubt.session;

import io.redoubt.redis.core.KeySpace;

/**
 * Where sessions lie: {@code <prefix>session:{bucket}:s:<hash of the id>}, and each user's index under
 * {@code <prefix>session:{bucket}:u:<hash of the user id>}. The braces make a bucket one slot of a cluster. Immutable.
 *
 * @param space all keys of sessions
 */
record SessionKeys(KeySpace space) {

    byte[] session(HashedSessionId id) {
        return ReplyValues.utf8(sessionPrefixText(id.bucket()) + id.hash());
    }

    byte[] index(SessionOwner owner) {
        return ReplyValues.utf8(indexPrefixText(owner.bucket()) + owner.hash());
    }

    /** What the keys of a bucket's sessions begin with. */
    byte[] sessionPrefix(String bucket) {
        return ReplyValues.utf8(sessionPrefixText(bucket));
    }

    /** What the keys of a bucket's indexes begin with. */
    byte[] indexPrefix(String bucket) {
        return ReplyValues.utf8(indexPrefixText(bucket));
    }

    private String sessionPrefixText(String bucket) {
        return space.start() + "{" + bucket + "}:s:";
    }

    private String indexPrefixText(String bucket) {
        return space.start() + "{" + bucket + "}:u:";
    }
}
