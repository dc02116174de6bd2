package io.redoubt.session;

import io.redoubt.redis.core.KeySpace;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Builder that creates the Redis keys of sessions. They are, within the key space of sessions, {@code {bucket}:s:<hash
 * of the id>} for a session, {@code {bucket}:users} for the users of a bucket with the ids of their sessions, {@code
 * {bucket}:expiry} for the expiry index of a bucket, and {@code statistics} and {@code sweeper} for all together. The
 * braces place a bucket in one slot of a cluster. Immutable.
 *
 * @param space the key space of all sessions
 */
record SessionKeys(KeySpace space) {

    byte[] session(HashedSessionId id) {
        return session(id.bucket(), id.hash());
    }

    byte[] session(String bucket, String hash) {
        return space.key("{" + bucket + "}:s:" + hash);
    }

    /** Returns the keys of sessions in one bucket. */
    List<byte[]> sessions(String bucket, List<String> hashes) {
        return hashes.stream().map(hash -> session(bucket, hash)).toList();
    }

    byte[] users(String bucket) {
        return space.key("{" + bucket + "}:users");
    }

    byte[] expiry(String bucket) {
        return space.key("{" + bucket + "}:expiry");
    }

    byte[] statistics() {
        return space.key("statistics");
    }

    byte[] sweeper() {
        return space.key("sweeper");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
