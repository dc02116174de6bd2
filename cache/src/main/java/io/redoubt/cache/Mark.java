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
record Mark(String text) {

    static final int LENGTH = 18;

    private static final String VALUE = "~V";
    private static final String MARKER = "~L";

    static Mark ofValue(Random random) {
        return new Mark(VALUE + digits(random));
    }

    static Mark ofLoader(Random random) {
        return new Mark(MARKER + digits(random));
    }

    /** The mark that these bytes begin with; only for bytes that do. */
    static Mark of(byte[] bytes) {
        return new Mark(new String(bytes, 0, LENGTH, StandardCharsets.US_ASCII));
    }

    /** The mark that these bytes begin with, or null. */
    static @Nullable Mark at(byte[] bytes) {
        return isValue(bytes) || isMarker(bytes) ? of(bytes) : null;
    }

    /** Whether these bytes begin with the mark of a value. */
    static boolean isValue(byte[] bytes) {
        return begins(bytes, 'V');
    }

    /** Whether these bytes begin with the mark of who loads. */
    static boolean isMarker(byte[] bytes) {
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
    static String digits(Random random) {
        char[] digits = new char[16];
        String hex = Long.toHexString(random.nextLong());
        Arrays.fill(digits, '0');
        hex.getChars(0, hex.length(), digits, digits.length - hex.length());
        return new String(digits);
    }
}
