package io.redoubt.cache;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

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

    byte[] bytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String digits(Random random) {
        char[] digits = new char[16];
        String hex = Long.toHexString(random.nextLong());
        Arrays.fill(digits, '0');
        hex.getChars(0, hex.length(), digits, digits.length - hex.length());
        return new String(digits);
    }
}
