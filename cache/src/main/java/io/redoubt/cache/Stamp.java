package io.redoubt.cache;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a tag or the region was last invalidated, or anything in the region (the guard): a number that grows with every
 * invalidation, and random digits that tell it from a stamp which was lost and made again. Immutable.
 *
 * @param number the server's microseconds, or one more than before where those are not more
 * @param random 16 hexadecimal digits
 */
record Stamp(long number, String random) {

    /** The microseconds of the next 200 years have 16 digits, and a double, which is all that Lua has, holds them without loss. */
    private static final Pattern FORM = Pattern.compile("([0-9]{1,16})\\.([0-9a-f]{16})");

    /** The stamp in a text; null if that is not one. */
    static @Nullable Stamp parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? new Stamp(Long.parseLong(form.group(1)), form.group(2)) : null;
    }

    /** The stamp in bytes; null if there are none, or those of something else. */
    static @Nullable Stamp parse(byte @Nullable [] bytes) {
        return bytes == null ? null : parse(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    byte[] bytes() {
        return toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return number + "." + random;
    }
}
