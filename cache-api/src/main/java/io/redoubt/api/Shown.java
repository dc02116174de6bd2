package io.redoubt.api;

/** Text of others in messages: shortened, and without characters that would disturb a log or a terminal. */
final class Shown {

    private Shown() {}

    /** The first characters of a text, what is not printable by its number. */
    static String of(String text, int limit) {
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
