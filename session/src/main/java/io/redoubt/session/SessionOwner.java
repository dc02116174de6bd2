package io.redoubt.session;

import io.redoubt.api.Keys;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A user, with the hash that stands for the user in keys, and the bucket that all keys of the user share. Immutable.
 *
 * @param userId as the application knows the user
 * @param bucket which of the {@value #BUCKETS} buckets, in two hexadecimal digits: SHA-256 of the user id modulo their number
 * @param hash the first 128 bits of the SHA-256 of the user id, in hexadecimal
 */
record SessionOwner(String userId, String bucket, String hash) {

    /** Into how many hash slots the sessions of all users go. Part of every id, so not to be changed. */
    static final int BUCKETS = 256;

    /**
     * The owner with this id.
     *
     * @throws io.redoubt.api.InvalidInputException if it is not fit to be one
     */
    static SessionOwner of(@Nullable String userId) {
        String validated = Keys.required("user id", userId);
        byte[] digest = IdHashes.sha256(validated);
        // The last byte of a big-endian number is the number modulo 256.
        return new SessionOwner(validated, HexFormat.of().toHexDigits(digest[digest.length - 1]), IdHashes.truncatedHex(digest));
    }
}
