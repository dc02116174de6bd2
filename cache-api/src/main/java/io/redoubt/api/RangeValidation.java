package io.redoubt.api;

import java.time.Duration;

/** Utility class that rejects numbers and durations outside a given range. */
public final class RangeValidation {

    private RangeValidation() {}

    /**
     * Returns the value if it is within the range, limits included.
     *
     * @param what what the value denotes, for the message: {@code attempts}, {@code the lease of a lock}
     * @throws InvalidInputException with {@code what}, the range and the value
     */
    public static int required(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw outside(what, value, min, max);
        }
        return value;
    }

    /**
     * Returns the value if it is within the range, limits included.
     *
     * @param what what the value denotes, for the message
     * @throws InvalidInputException with {@code what}, the range and the value
     */
    public static long required(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw outside(what, value, min, max);
        }
        return value;
    }

    /**
     * Returns the duration if it is within the range, limits included.
     *
     * @param what what the duration denotes, for the message
     * @throws InvalidInputException with {@code what}, the range and the duration
     */
    public static Duration required(String what, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw outside(what, value, min, max);
        }
        return value;
    }

    private static InvalidInputException outside(String what, Object value, Object min, Object max) {
        return new InvalidInputException(what + " must be from " + min + " to " + max + ": " + value);
    }
}
