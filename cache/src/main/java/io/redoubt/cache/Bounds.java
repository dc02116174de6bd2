package io.redoubt.cache;

import io.redoubt.api.InvalidInputException;

/** The check of numbers that callers hand in. */
final class Bounds {

    /** Beyond all places that there can be, and far from where a sum would overflow. */
    private static final long BEYOND = 1L << 40;

    private Bounds() {}

    static void check(String what, int number, int least, int most) {
        if (number < least || number > most) {
            throw new InvalidInputException(what + " must be from " + least + " to " + most + ": " + number);
        }
    }

    /** This place, or one that is beyond all others just the same. */
    static long place(String what, long place, long least) {
        if (place < least) {
            throw new InvalidInputException(what + " must be at least " + least + ": " + place);
        }
        return Math.min(place, BEYOND);
    }
}
