package io.redoubt.tck;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Monotonic test clock in nanoseconds that advances only when a test moves it. Thread-safe.
 *
 * <p>Like {@link System#nanoTime()}, it has an arbitrary origin. The default start is one second before the
 * overflow of a {@code long}, so that code that compares {@code a < b} instead of {@code a - b < 0} fails in a
 * test.
 */
public final class FakeClock implements LongSupplier {

    private static final long BEFORE_OVERFLOW = Duration.ofSeconds(1).toNanos();

    private final AtomicLong now;

    private FakeClock(long start) {
        this.now = new AtomicLong(start);
    }

    /** Returns a clock that overflows after one second. */
    public static FakeClock aboutToOverflow() {
        return new FakeClock(Long.MAX_VALUE - BEFORE_OVERFLOW);
    }

    /** Returns a clock that is negative and crosses zero after one second. */
    public static FakeClock negative() {
        return new FakeClock(-BEFORE_OVERFLOW);
    }

    /** Returns a clock that starts at the given reading, in nanoseconds. */
    public static FakeClock startingAt(long nanos) {
        return new FakeClock(nanos);
    }

    @Override
    public long getAsLong() {
        return now.get();
    }

    /**
     * Advances the clock.
     *
     * @throws IllegalArgumentException if the duration is negative, since a monotonic clock does not go back
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("A monotonic clock does not go back: " + duration);
        }
        now.addAndGet(duration.toNanos());
    }
}
