package io.redoubt.test;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Test control that makes in-memory stores behave as if Redis were unreachable or slow. */
final class EmbeddedFaults implements RedisFaults, StoreInterceptor {

    /** The default command timeout of Redis: calls that would take longer fail after this time. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition healed = lock.newCondition();
    /** Written under the lock. */
    private volatile boolean down;

    private Duration latency = Duration.ZERO;

    @Override
    public void down() {
        set(true, Duration.ZERO);
    }

    @Override
    public void slow(Duration newLatency) {
        if (newLatency.isNegative()) {
            throw new IllegalArgumentException("not a latency: " + newLatency);
        }
        set(false, newLatency);
    }

    @Override
    public void up() {
        set(false, Duration.ZERO);
    }

    private void set(boolean newDown, Duration newLatency) {
        lock.lock();
        try {
            down = newDown;
            latency = newLatency;
            healed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isOpen() {
        return !down;
    }

    @Override
    public void pass() {
        lock.lock();
        try {
            if (!down && !latency.isZero()) {
                waitLatency();
            }
            if (down) {
                throw new StoreUnavailableException(
                        "the embedded store is down, since the test called RedisFaults.down()", Effect.NONE, null);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the latency, the timeout, or the end of this fault. */
    private void waitLatency() {
        Duration fault = latency;
        boolean timesOut = fault.compareTo(TIMEOUT) > 0;
        long left = (timesOut ? TIMEOUT : fault).toNanos();
        try {
            while (left > 0 && !down && latency.equals(fault)) {
                left = healed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedoubtInterruptedException("interrupted in a call to the embedded store", Effect.UNKNOWN, e);
        }
        if (timesOut && left <= 0) {
            throw new StoreTimeoutException(
                    "the embedded store did not reply within " + TIMEOUT + ", since the test called RedisFaults.slow("
                            + fault + ")",
                    Effect.UNKNOWN,
                    null);
        }
    }
}
