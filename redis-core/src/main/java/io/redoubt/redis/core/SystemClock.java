package io.redoubt.redis.core;

import java.util.function.LongSupplier;

/**
 * The one place that reads the machine's clock; everything else is handed a clock, so that tests can hand in theirs.
 *
 * <p>Only monotonic time: what must agree between hosts takes the server's time.
 */
public final class SystemClock {

    private SystemClock() {}

    /** Monotonic nanoseconds, as {@link System#nanoTime()} counts them. */
    public static LongSupplier nanoTime() {
        return System::nanoTime;
    }
}
