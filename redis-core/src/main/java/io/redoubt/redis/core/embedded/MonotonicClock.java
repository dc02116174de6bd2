package io.redoubt.redis.core.embedded;

import io.redoubt.redis.core.SystemClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.LongSupplier;

/**
 * Clock that returns monotonic time in nanoseconds and lets background threads wait for a point in time. Thread-safe.
 *
 * <p>The default methods wait by the clock of the JVM. A clock that a test moves overrides them: it then knows which
 * threads wait for which time, and can let each of them do its work at that time.
 */
@FunctionalInterface
public interface MonotonicClock extends LongSupplier {

    /**
     * Maximum duration of one wait by the clock of the JVM, in nanoseconds. It is bounded because another clock may
     * jump, which does not end a wait.
     */
    long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * Waits until the condition is signalled or this clock has advanced by the given time, or for a shorter time: the
     * caller checks in a loop what it waits for.
     *
     * @param lock the lock of the condition, which the caller holds
     * @param nanos the time in nanoseconds; {@link Long#MAX_VALUE} to wait for a signal only
     */
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    default void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            condition.await();
        } else {
            condition.awaitNanos(Math.min(nanos, MAX_WAIT_NANOS));
        }
    }

    /**
     * Announces a background thread that will wait by this clock, before it is started: time must not pass for it
     * before its first wait.
     */
    default void announce(Thread thread) {}

    /** Returns the clock of the JVM, which does not jump: its waits are not bounded. */
    static MonotonicClock ofThisJvm() {
        LongSupplier nanoTime = SystemClock.nanoTime();
        return new MonotonicClock() {
            @Override
            public long getAsLong() {
                return nanoTime.getAsLong();
            }

            @Override
            @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
            public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
                condition.awaitNanos(nanos);
            }
        };
    }

    /** Returns that clock as one by which threads can wait. */
    static MonotonicClock of(LongSupplier nanoTime) {
        return nanoTime instanceof MonotonicClock clock ? clock : nanoTime::getAsLong;
    }
}
