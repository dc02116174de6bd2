package io.redoubt.cache;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Token that identifies the content of an entry and stands at its beginning: {@code ~V} and the version of a
 * value, or {@code ~L} and the token of a load marker, each with 16 random hexadecimal digits. Immutable.
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

    /** Returns the token at the beginning of these bytes, which must begin with one. */
    static EntryToken of(byte[] bytes) {
        return new EntryToken(new String(bytes, 0, LENGTH, StandardCharsets.US_ASCII));
    }

    /** Returns the token at the beginning of these bytes, or null if there is none. */
    static @Nullable EntryToken parse(byte[] bytes) {
        return isValue(bytes) || isLoadMarker(bytes) ? of(bytes) : null;
    }

    /** Returns whether these bytes begin with the token of a value. */
    static boolean isValue(byte[] bytes) {
        return begins(bytes, 'V');
    }

    /** Returns whether these bytes begin with the token of a load marker. */
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

    /** Returns 16 random hexadecimal digits. */
    static String randomDigits(Random random) {
        char[] digits = new char[16];
        String hex = Long.toHexString(random.nextLong());
        Arrays.fill(digits, '0');
        hex.getChars(0, hex.length(), digits, digits.length - hex.length());
        return new String(digits);
    }
}
