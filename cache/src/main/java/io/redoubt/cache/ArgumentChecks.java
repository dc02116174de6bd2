package io.redoubt.cache;

import io.redoubt.api.InvalidInputException;

/** The check of numbers that callers hand in. */
final class ArgumentChecks {

    /** Beyond all places that there can be, and far from where a sum would overflow. */
    private static final long BEYOND = 1L << 40;

    private ArgumentChecks() {}

    static void checkRange(String what, int number, int min, int max) {
        if (number < min || number > max) {
            throw new InvalidInputException(what + " must be from " + min + " to " + max + ": " + number);
        }
    }

    /** This place, or one that is beyond all others just the same. */
    static long checkedPosition(String what, long position, long min) {
        if (position < min) {
            throw new InvalidInputException(what + " must be at least " + min + ": " + position);
        }
        return Math.min(position, BEYOND);
    }
}
