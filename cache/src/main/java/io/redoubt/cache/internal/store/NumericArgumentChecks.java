package io.redoubt.cache.internal.store;

import io.redoubt.api.InvalidInputException;

/** Utility class that validates numeric arguments, such as sizes and list positions. */
final class NumericArgumentChecks {

    /** Beyond every position that can exist, and far from where a sum would overflow. */
    private static final long BEYOND = 1L << 40;

    private NumericArgumentChecks() {}

    static void checkRange(String what, int number, int min, int max) {
        if (number < min || number > max) {
            throw new InvalidInputException(what + " must be from " + min + " to " + max + ": " + number);
        }
    }

    /** Checks a position and returns it, capped at a value that is beyond all positions. */
    static long checkedPosition(String what, long position, long min) {
        if (position < min) {
            throw new InvalidInputException(what + " must be at least " + min + ": " + position);
        }
        return Math.min(position, BEYOND);
    }
}
