package io.redoubt.api;

/**
 * Formatter that makes untrusted text safe to show in error messages. It shortens the text and escapes unprintable
 * characters.
 */
final class UntrustedTextFormatter {

    private UntrustedTextFormatter() {}

    /** Returns the first characters of a text, with unprintable characters replaced by their Unicode escapes. */
    static String printable(String text, int limit) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(limit).forEach(point -> {
            boolean plain = !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE;
            shown.append(plain ? Character.toString(point) : String.format("\\u%04X", point));
        });
        return text.codePointCount(0, text.length()) > limit
                ? shown.append("...").toString()
                : shown.toString();
    }
}
