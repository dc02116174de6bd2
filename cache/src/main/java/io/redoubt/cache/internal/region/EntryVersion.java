package io.redoubt.cache.internal.region;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random version identifier of a cache entry, which changes with every write, so that concurrent changes are detected.
 * The stored bytes begin with this identifier. There are two kinds: the version of a value, {@code ~V} and 16 random
 * hexadecimal digits, and the load marker of one loader, {@code ~L} and such digits. Immutable.
 *
 * @param text 18 characters
 */
record EntryVersion(String text) {

    static final int LENGTH = 18;

    private static final String VALUE = "~V";
    private static final String MARKER = "~L";

    static EntryVersion newValueVersion(Random random) {
        return new EntryVersion(VALUE + randomDigits(random));
    }

    static EntryVersion newLoadMarker(Random random) {
        return new EntryVersion(MARKER + randomDigits(random));
    }

    /** Returns the version at the beginning of these bytes, which must begin with one. */
    static EntryVersion of(byte[] bytes) {
        return new EntryVersion(new String(bytes, 0, LENGTH, StandardCharsets.US_ASCII));
    }

    /** Returns the version at the beginning of these bytes, or null if there is none. */
    static @Nullable EntryVersion parse(byte[] bytes) {
        return isValue(bytes) || isLoadMarker(bytes) ? of(bytes) : null;
    }

    /** Returns whether these bytes begin with the version of a value. */
    static boolean isValue(byte[] bytes) {
        return begins(bytes, 'V');
    }

    /** Returns whether these bytes begin with a load marker. */
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
