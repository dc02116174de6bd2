package io.redoubt.session;

import io.redoubt.redis.core.KeySpace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builder that creates the Redis keys of sessions. They are, within the key space of sessions, {@code {bucket}:s:<hash
 * of the id>} for a session, {@code {bucket}:users} for the users of a bucket with the ids of their sessions, {@code
 * {bucket}:expiry} for the expiry index of a bucket, and {@code statistics} and {@code sweeper} for all together. The
 * braces place a bucket in one slot of a cluster. Immutable.
 *
 * @param space the key space of all sessions
 */
record SessionKeys(KeySpace space) {

    private static final String BUCKET_START = "{";
    private static final String HASH_START = "}:s:";
    private static final int HASH_LENGTH = 32;

    byte[] session(HashedSessionId id) {
        return session(id.bucket(), id.hash());
    }

    byte[] session(String bucket, String hash) {
        return space.key(BUCKET_START + bucket + HASH_START + hash);
    }

    /**
     * Returns the common prefix of the keys of all sessions, with which the keys of the indexes of the buckets begin as
     * well. One for each bucket would exclude those, but the server compares each key that is written with each prefix.
     */
    byte[] commonPrefix() {
        return space.key(BUCKET_START);
    }

    /** Returns the hash of the id in the key of a session; null for another key. */
    @Nullable
    String hashIn(byte[] key) {
        int hashAt = key.length - HASH_LENGTH;
        int marked = hashAt - HASH_START.length();
        return marked > 0
                        && HASH_START.equals(new String(key, marked, HASH_START.length(), StandardCharsets.ISO_8859_1))
                ? new String(key, hashAt, HASH_LENGTH, StandardCharsets.ISO_8859_1)
                : null;
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
