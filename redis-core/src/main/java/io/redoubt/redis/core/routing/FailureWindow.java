package io.redoubt.redis.core.routing;

import io.redoubt.redis.BreakerSettings;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How many calls failed, in a row and as a share of all within a window that begins with a failure. Thread-safe; a success
 * costs one increment.
 */
final class FailureWindow {

    private final BreakerSettings settings;
    private final LongSupplier nanoTime;
    private final AtomicInteger inARow = new AtomicInteger();
    private final LongAdder calls = new LongAdder();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong began;

    FailureWindow(BreakerSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.began = new AtomicLong(nanoTime.getAsLong());
    }

    void answered() {
        if (inARow.get() != 0) {
            inARow.set(0);
        }
        calls.increment();
    }

    /** Counts a failure; true if that is too many. */
    boolean failed() {
        long start = began.get();
        long now = nanoTime.getAsLong();
        if (now - start > settings.window().toNanos() && began.compareAndSet(start, now)) {
            calls.reset();
            failures.set(0);
        }
        calls.increment();
        long failed = failures.incrementAndGet();
        long all = calls.sum();
        return inARow.incrementAndGet() >= settings.consecutiveFailures()
                || (all >= settings.minimumCalls() && failed * 100 >= all * settings.failurePercent());
    }

    void reset() {
        inARow.set(0);
        calls.reset();
        failures.set(0);
        began.set(nanoTime.getAsLong());
    }
}
