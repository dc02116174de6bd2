package io.redoubt.test;

import io.redoubt.redis.core.embedded.MonotonicClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Test clock that advances in steps, from one wake-up time of a background thread to the next. After each step it goes
 * on only when the threads that it woke wait again. Thread-safe.
 *
 * <p>A thread takes part from its announcement or its first wait on, until it ends. It is either waiting by this clock
 * or at work. The time never moves while a thread is at work.
 */
final class DiscreteEventClock implements MonotonicClock {

    /** Interval in which a thread is noticed to have ended, which it does not announce. */
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Duration patience;
    private final AtomicLong now = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** The wait of each thread; null while it is at work. */
    private final Map<Thread, @Nullable Wait> waits = new HashMap<>();

    private record Wait(Lock lock, Condition condition, long until) {

        void end() {
            lock.lock();
            try {
                condition.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Creates a clock that reads zero.
     *
     * @param patience the real time in which a thread must have done its work
     */
    DiscreteEventClock(Duration patience) {
        this.patience = patience;
    }

    @Override
    public long getAsLong() {
        return now.get();
    }

    @Override
    public void announce(Thread thread) {
        set(thread, null);
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    public void await(Lock conditionLock, Condition condition, long nanos) throws InterruptedException {
        // The caller holds the lock of its condition, so a signal sent from now on finds it waiting.
        set(
                Thread.currentThread(),
                new Wait(conditionLock, condition, now.get() + Math.min(nanos, Long.MAX_VALUE / 2)));
        try {
            condition.await();
        } finally {
            set(Thread.currentThread(), null);
        }
    }

    /** Moves to that time, by way of every time for which a thread waits. */
    void advanceTo(long target) {
        wakeAll();
        for (OptionalLong next = nextWait(target); next.isPresent(); next = nextWait(target)) {
            now.set(Math.max(now.get(), next.getAsLong()));
            wakeAll();
        }
        now.set(target);
    }

    /** Moves to that time at once. */
    void jumpTo(long target) {
        wakeAll();
        now.set(target);
        wakeAll();
    }

    private void set(Thread thread, @Nullable Wait wait) {
        lock.lock();
        try {
            waits.put(thread, wait);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the next time for which a thread waits. */
    private OptionalLong nextWait(long target) {
        lock.lock();
        try {
            return waits.values().stream()
                    .filter(wait -> wait != null && wait.until <= target)
                    .mapToLong(wait -> wait == null ? target : wait.until)
                    .min();
        } finally {
            lock.unlock();
        }
    }

    /** Lets every thread look at the time, and returns when all of them wait again. */
    private void wakeAll() {
        awaitRest();
        List<Wait> ending;
        lock.lock();
        try {
            ending = waits.values().stream()
                    .filter(wait -> wait != null)
                    .map(wait -> wait)
                    .toList();
            waits.replaceAll((thread, wait) -> null);
        } finally {
            lock.unlock();
        }
        ending.forEach(Wait::end);
        awaitRest();
    }

    private void awaitRest() {
        boolean interrupted = Thread.interrupted();
        long left = patience.toNanos();
        lock.lock();
        try {
            Thread busy = busyThread();
            while (busy != null) {
                if (left <= 0) {
                    throw new IllegalStateException(
                            "the thread " + busy.getName() + " is still at work after " + patience
                                    + " of real time, so the clock stays at " + Duration.ofNanos(now.get())
                                    + " after its start: let its work end before the clock is moved");
                }
                try {
                    long wait = Math.min(left, CHECK_NANOS);
                    left -= wait - changed.awaitNanos(wait);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                busy = busyThread();
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns a thread that is at work, other than the current one, which cannot wait for itself. */
    private @Nullable Thread busyThread() {
        waits.keySet().removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        return waits.entrySet().stream()
                .filter(entry -> entry.getValue() == null && entry.getKey() != Thread.currentThread())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }
}
