package io.redoubt.redis.core;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The one place that reads the machine's clock; everything else is handed a clock, so that tests can hand in theirs.
 *
 * <p>What must agree between hosts takes the server's time. The wall clock serves the embedded features alone, which read it
 * once, and count on from there by monotonic time.
 */
public final class SystemClock {

    private SystemClock() {}

    /** Monotonic nanoseconds, as {@link System#nanoTime()} counts them. */
    public static LongSupplier nanoTime() {
        return System::nanoTime;
    }

    /** The wall clock. */
    public static Instant now() {
        return Instant.now();
    }
}
