package io.redoubt.redis.core;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Utility class that gives access to the monotonic clock and the wall clock of the JVM. This is the only class that
 * reads these clocks; all other classes receive a clock, so that tests can supply their own.
 *
 * <p>Values that must agree between hosts use the server's time. The wall clock is for the embedded features only,
 * which read it once and continue from there by monotonic time.
 */
public final class SystemClock {

    private SystemClock() {}

    /** Returns the monotonic clock, in nanoseconds, as {@link System#nanoTime()} counts them. */
    public static LongSupplier nanoTime() {
        return System::nanoTime;
    }

    /** Returns the wall-clock time. */
    public static Instant now() {
        return Instant.now();
    }
}
