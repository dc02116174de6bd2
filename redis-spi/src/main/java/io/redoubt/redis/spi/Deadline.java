package io.redoubt.redis.spi;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Point in time by which an activity must have ended, measured on a monotonic clock. Immutable, thread-safe.
 *
 * <p>The clock is passed in and has the form of {@code System.nanoTime()}; this module never reads a clock itself.
 */
public final class Deadline {

    private static final long MAX_NANOS = Long.MAX_VALUE / 2;

    private final LongSupplier nanoTime;
    private final long end;

    private Deadline(LongSupplier nanoTime, long end) {
        this.nanoTime = nanoTime;
        this.end = end;
    }

    /**
     * Returns the deadline that is the given duration ahead. Durations of more than a century count as about a
     * century.
     *
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    public static Deadline after(Duration duration, LongSupplier nanoTime) {
        long nanos = duration.compareTo(Duration.ofNanos(MAX_NANOS)) >= 0 ? MAX_NANOS : duration.toNanos();
        return new Deadline(nanoTime, nanoTime.getAsLong() + nanos);
    }

    /** Returns the remaining nanoseconds; zero or negative once the deadline has passed. */
    public long remainingNanos() {
        return end - nanoTime.getAsLong();
    }

    /** Returns the remaining time, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, remainingNanos()));
    }

    /**
     * Returns the remaining milliseconds, rounded up so that waiting for them does not end early; zero once the
     * deadline has passed.
     */
    public long remainingMillis() {
        long nanos = remainingNanos();
        return nanos <= 0 ? 0 : (nanos + 999_999) / 1_000_000;
    }

    /** Returns whether the deadline has passed. */
    public boolean passed() {
        return remainingNanos() <= 0;
    }
}
