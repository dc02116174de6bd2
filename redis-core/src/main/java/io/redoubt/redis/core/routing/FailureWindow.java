package io.redoubt.redis.core.routing;

import io.redoubt.redis.BreakerSettings;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counter that tracks failed calls to one server: consecutive failures and the share of failures in a time window. The
 * window begins with a failure. Thread-safe; recording a success costs one increment.
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

    /** Records a call that received a reply. */
    void recordReply() {
        if (consecutiveFailures.get() != 0) {
            consecutiveFailures.set(0);
        }
        calls.increment();
    }

    /** Records a failure. Returns true if a limit of the settings has been reached. */
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
