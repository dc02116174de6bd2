package io.redoubt.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hashes of ids, session's and user's, under which they are stored. */
final class IdHashes {

    private static final int HASH_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();

    private IdHashes() {}

    /** The SHA-256 of a text. */
    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The first 128 bits of a digest, in hexadecimal. */
    static String truncatedHex(byte[] digest) {
        return HEX.formatHex(digest, 0, HASH_BYTES);
    }

    /** Whether a text could be a hash: what others send as a handle is not made a key before that is sure. */
    static boolean isHash(String text) {
        return text.length() == 2 * HASH_BYTES && text.chars().allMatch(IdHashes::isHexDigit);
    }

    static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
