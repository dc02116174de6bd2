package io.redoubt.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Utility class that calculates the hashes of session ids and user ids for use in Redis keys. */
final class IdHashes {

    private static final int HASH_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();

    private IdHashes() {}

    /** Returns the SHA-256 of a text. */
    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the first 128 bits of a digest, in hexadecimal. */
    static String truncatedHex(byte[] digest) {
        return HEX.formatHex(digest, 0, HASH_BYTES);
    }

    /**
     * Returns whether a text has the form of a hash. A handle received from outside is checked by this before it
     * becomes part of a key.
     */
    static boolean isHash(String text) {
        return text.length() == 2 * HASH_BYTES && text.chars().allMatch(IdHashes::isHexDigit);
    }

    static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
