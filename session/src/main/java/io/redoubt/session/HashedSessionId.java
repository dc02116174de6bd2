package io.redoubt.session;

import java.util.Optional;

/**
 * Hash of a secret session id, stored instead of the id itself. It is sufficient to find the session, and insufficient
 * to use it. Immutable.
 *
 * @param bucket the bucket of the id, one of 256, in two hexadecimal digits; for a user's session that of its user, see
 *     {@link SessionOwner}
 * @param hash the first 128 bits of the SHA-256 of the id, in hexadecimal
 */
record HashedSessionId(String bucket, String hash) {

    private static final int BUCKET_LENGTH = 2;

    /** Returns the text by which lists and events name the session. */
    String handle() {
        return hash + bucket;
    }

    /** Returns the id with a handle that was received from outside; empty if it cannot be one. */
    static Optional<HashedSessionId> ofHandle(String handle) {
        int hashLength = handle.length() - BUCKET_LENGTH;
        if (hashLength <= 0) {
            return Optional.empty();
        }
        String hash = handle.substring(0, hashLength);
        String bucket = handle.substring(hashLength);
        return IdHashes.isHash(hash) && bucket.chars().allMatch(IdHashes::isHexDigit)
                ? Optional.of(new HashedSessionId(bucket, hash))
                : Optional.empty();
    }
}
