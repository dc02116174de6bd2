package io.redoubt.cache.internal.region;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Version of a cache tag, which is stored in each cache entry with that tag, and replaced to invalidate those entries.
 * A cache region itself has two versions: the clear version, replaced when the region is cleared, and the region
 * version, replaced whenever a tag is invalidated or the region is cleared. A value becomes invalid when the version of
 * one of its tags, or the clear version, is replaced. The number grows with every invalidation; the random digits
 * distinguish a version from one that was lost and created again. Immutable.
 *
 * @param number the server's time in microseconds, or the previous number plus one if that is greater
 * @param random 16 hexadecimal digits
 */
record TagVersion(long number, String random) {

    /**
     * Microseconds need no more digits for the next 200 years, and a double, the only number type of Lua,
     * represents them exactly.
     */
    private static final int MAX_DIGITS = 16;

    /** A greater number has no exact successor in Lua. */
    private static final long MAX_NUMBER = (1L << 53) - 2;

    private static final int RANDOM_DIGITS = 16;

    /**
     * Parses a version; returns null if the text is not one, or its number above the maximum. Written by hand for
     * speed, since it runs for every cache hit.
     */
    static @Nullable TagVersion parse(String text) {
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
        return number > MAX_NUMBER ? null : new TagVersion(number, text.substring(point + 1));
    }

    /** Parses a version; returns null if the bytes are null or not a version. */
    static @Nullable TagVersion parse(byte @Nullable [] bytes) {
        return bytes == null ? null : parse(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    boolean isNotAfter(TagVersion other) {
        return number < other.number || equals(other);
    }

    byte[] bytes() {
        return toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return number + "." + random;
    }
}
