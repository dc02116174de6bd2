package io.redoubt.cache;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * When a tag or the region was last invalidated, or anything in the region (the guard): a number that grows with every
 * invalidation, and random digits that tell it from a stamp which was lost and made again. Immutable.
 *
 * @param number the server's microseconds, or one more than before where those are not more
 * @param random 16 hexadecimal digits
 */
record InvalidationVersion(long number, String random) {

    /** The microseconds of the next 200 years have no more, and a double, which is all that Lua has, holds them without loss. */
    private static final int MAX_DIGITS = 16;

    private static final int RANDOM_DIGITS = 16;

    /** The stamp in a text; null if that is not one. By hand, since it runs for every hit. */
    static @Nullable InvalidationVersion parse(String text) {
        int point = text.length() - RANDOM_DIGITS - 1;
        if (point < 1 || point > MAX_DIGITS || text.charAt(point) != '.') {
            return null;
        }
        long number = 0;
        for (int i = 0; i < point; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return null;
            }
            number = 10 * number + (digit - '0');
        }
        for (int i = point + 1; i < text.length(); i++) {
            char digit = text.charAt(i);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return null;
            }
        }
        return new InvalidationVersion(number, text.substring(point + 1));
    }

    /** The stamp in bytes; null if there are none, or those of something else. */
    static @Nullable InvalidationVersion parse(byte @Nullable [] bytes) {
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
