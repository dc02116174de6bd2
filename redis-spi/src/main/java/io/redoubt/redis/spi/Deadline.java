package io.redoubt.redis.spi;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A point in monotonic time by which something must have ended. Immutable, thread-safe.
 *
 * <p>The clock is handed in, as {@code System.nanoTime()} gives it; nothing in this module reads a clock of its own.
 */
public final class Deadline {

    private static final long MAX_NANOS = Long.MAX_VALUE / 2;

    private final LongSupplier nanoTime;
    private final long end;

    private Deadline(LongSupplier nanoTime, long end) {
        this.nanoTime = nanoTime;
        this.end = end;
    }

    /** The deadline that lies a duration ahead; durations beyond a century count as one. */
    public static Deadline after(Duration duration, LongSupplier nanoTime) {
        long nanos = duration.compareTo(Duration.ofNanos(MAX_NANOS)) >= 0 ? MAX_NANOS : duration.toNanos();
        return new Deadline(nanoTime, nanoTime.getAsLong() + nanos);
    }

    /** The nanoseconds left; zero or negative once it has passed. */
    public long remainingNanos() {
        return end - nanoTime.getAsLong();
    }

    /** The time left, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, remainingNanos()));
    }

    /** The milliseconds left, rounded up so that a wait for them does not end early; zero once it has passed. */
    public long remainingMillis() {
        long nanos = remainingNanos();
        return nanos <= 0 ? 0 : (nanos + 999_999) / 1_000_000;
    }

    /** Whether it has passed. */
    public boolean passed() {
        return remainingNanos() <= 0;
    }
}
