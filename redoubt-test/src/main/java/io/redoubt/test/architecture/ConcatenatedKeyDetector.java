package io.redoubt.test.architecture;

import java.util.regex.Pattern;

/**
 * Utility class that recognizes Redis keys built by string concatenation, such as a prefix followed by an id, in
 * compiled classes.
 */
final class ConcatenatedKeyDetector {

    /** The place of a value: in the recipe of a concatenation, or in a format. */
    private static final String VALUE = "(?:\\x01|%(?:\\d+\\$)?[sd])";

    private static final Pattern PLACE = Pattern.compile(VALUE);

    /** Literals of a key and values, of which at least one of each meet at a colon. */
    private static final Pattern KEY = Pattern.compile(
            "(?=.*(?:[A-Za-z0-9_-]:" + VALUE + "|" + VALUE + ":[A-Za-z0-9_-]))(?:[A-Za-z0-9:._/-]|" + VALUE + ")+");

    private ConcatenatedKeyDetector() {}

    static boolean looksLikeKey(String constant) {
        return KEY.matcher(constant).matches() && !constant.contains("://");
    }

    /** Returns the constant with {} in place of each value. */
    static String template(String constant) {
        return PLACE.matcher(constant).replaceAll("{}");
    }
}
