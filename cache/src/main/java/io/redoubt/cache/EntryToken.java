package io.redoubt.cache;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of what a cell holds, by which one thing there is told from all others: {@code ~V} and the version of a value,
 * {@code ~L} and the token of who loads it. 16 random hexadecimal digits each. Immutable.
 *
 * @param text 18 characters
 */
record EntryToken(String text) {

    static final int LENGTH = 18;

    private static final String VALUE = "~V";
    private static final String MARKER = "~L";

    static EntryToken newValueVersion(Random random) {
        return new EntryToken(VALUE + randomDigits(random));
    }

    static EntryToken newLoadMarker(Random random) {
        return new EntryToken(MARKER + randomDigits(random));
    }

    /** The mark that these bytes begin with; only for bytes that do. */
    static EntryToken of(byte[] bytes) {
        return new EntryToken(new String(bytes, 0, LENGTH, StandardCharsets.US_ASCII));
    }

    /** The mark that these bytes begin with, or null. */
    static @Nullable EntryToken parse(byte[] bytes) {
        return isValue(bytes) || isLoadMarker(bytes) ? of(bytes) : null;
    }

    /** Whether these bytes begin with the mark of a value. */
    static boolean isValue(byte[] bytes) {
        return begins(bytes, 'V');
    }

    /** Whether these bytes begin with the mark of who loads. */
    static boolean isLoadMarker(byte[] bytes) {
        return begins(bytes, 'L');
    }

    private static boolean begins(byte[] bytes, char kind) {
        if (bytes.length < LENGTH || bytes[0] != '~' || bytes[1] != kind) {
            return false;
        }
        for (int i = 2; i < LENGTH; i++) {
            byte digit = bytes[i];
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return false;
            }
        }
        return true;
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** 16 random hexadecimal digits. */
    static String randomDigits(Random random) {
        char[] digits = new char[16];
        String hex = Long.toHexString(random.nextLong());
        Arrays.fill(digits, '0');
        hex.getChars(0, hex.length(), digits, digits.length - hex.length());
        return new String(digits);
    }
}
