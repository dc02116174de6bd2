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
    private final AtomicInteger consecutiveFailures = new AtomicInteger();
    private final LongAdder calls = new LongAdder();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong windowStart;

    FailureWindow(BreakerSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.windowStart = new AtomicLong(nanoTime.getAsLong());
    }

    void recordReply() {
        if (consecutiveFailures.get() != 0) {
            consecutiveFailures.set(0);
        }
        calls.increment();
    }

    /** Counts a failure; true if that is too many. */
    boolean recordFailure() {
        long start = windowStart.get();
        long now = nanoTime.getAsLong();
        if (now - start > settings.window().toNanos() && windowStart.compareAndSet(start, now)) {
            calls.reset();
            failures.set(0);
        }
        calls.increment();
        long failedCalls = failures.incrementAndGet();
        long allCalls = calls.sum();
        return consecutiveFailures.incrementAndGet() >= settings.consecutiveFailures()
                || (allCalls >= settings.minimumCalls() && failedCalls * 100 >= allCalls * settings.failurePercent());
    }

    void reset() {
        consecutiveFailures.set(0);
        calls.reset();
        failures.set(0);
        windowStart.set(nanoTime.getAsLong());
    }
}
