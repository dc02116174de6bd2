package io.redoubt.session;

import io.redoubt.api.KeyValidation;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Owner of sessions, with the user id and the hash that replaces the user id in Redis keys. The bucket is part of all
 * keys of the user, and places them in one cluster slot. Immutable.
 *
 * @param userId the application's id of the user
 * @param bucket one of the {@value #BUCKETS} buckets, in two hexadecimal digits: SHA-256 of the user id modulo
 *     their number
 * @param hash the first 128 bits of the SHA-256 of the user id, in hexadecimal
 */
record SessionOwner(String userId, String bucket, String hash) {

    /**
     * The number of buckets, and thereby of hash slots, that all sessions are distributed over. The bucket is part
     * of every id, so this number must not change.
     */
    static final int BUCKETS = 256;

    /** Returns all buckets. */
    static List<String> buckets() {
        return IntStream.range(0, BUCKETS)
                .mapToObj(bucket -> HexFormat.of().toHexDigits((byte) bucket))
                .toList();
    }

    /** Returns any bucket, for a session without an owner. */
    static String randomBucket(SecureRandom random) {
        return HexFormat.of().toHexDigits((byte) random.nextInt(BUCKETS));
    }

    /**
     * Returns the owner with a user id.
     *
     * @throws io.redoubt.api.InvalidInputException if the user id is not valid
     */
    static SessionOwner of(String userId) {
        String validated = KeyValidation.required("user id", userId);
        byte[] digest = IdHashes.sha256(validated);
        // The last byte of a big-endian number is the number modulo 256.
        return new SessionOwner(
                validated, HexFormat.of().toHexDigits(digest[digest.length - 1]), IdHashes.truncatedHex(digest));
    }
}
