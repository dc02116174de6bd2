package io.redoubt.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background thread that renews leases, those due at the same time in one pipeline, and detects lost locks.
 * Thread-safe. The thread starts with the first watched lock, and ends by {@link #close()}.
 *
 * <p>The watchdog stores times only; whether a lock is held is the state of its handle. So a renewal cannot revive
 * a released lock, and no lock is forgotten after a failed renewal. Methods of a handle that can change its state
 * are never called while the watchdog's mutex is held.
 */
final class Watchdog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final String THREAD_NAME = "redoubt-lock-watchdog";

    /** Checks that are due within this time are done together. */
    private static final long BATCH_WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /**
     * Longest sleep. It is bounded because the clock is injected, and a clock that jumps does not wake the thread.
     */
    private static final long MAX_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(2);

    private final LockStore store;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<HeldLock, Check> scheduled = new HashMap<>();
    private final NavigableSet<Check> queue = new TreeSet<>();
    private long sequence;
    private @Nullable Thread thread;
    private boolean closed;

    Watchdog(LockStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /** Time of the next check of a lock. The sequence number makes the order total. */
    private record Check(long at, long sequence, HeldLock lock) implements Comparable<Check> {
        @Override
        public int compareTo(Check other) {
            int order = Long.signum(at - other.at);
            return order != 0 ? order : Long.compare(sequence, other.sequence);
        }
    }

    /** Watches a lock, unless it is no longer held or already watched. */
    void watch(HeldLock held) {
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            if (closed || scheduled.containsKey(held)) {
                return;
            }
            schedule(held, now + checkInterval(held));
            if (thread == null) {
                thread = new Thread(this::run, THREAD_NAME);
                thread.setDaemon(true);
                thread.start();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Stops watching a lock. */
    void unwatch(HeldLock held) {
        lock.lock();
        try {
            Check check = scheduled.remove(held);
            if (check != null) {
                queue.remove(check);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends all renewal, and waits at most two seconds for the thread to end. Idempotent. */
    @Override
    public void close() {
        Thread ending;
        lock.lock();
        try {
            closed = true;
            scheduled.clear();
            queue.clear();
            ending = thread;
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (ending != null) {
            ending.interrupt();
            ThreadTermination.await(ending, MAX_CLOSE_WAIT);
        }
    }

    private void run() {
        try {
            for (List<HeldLock> due = awaitDue(); !due.isEmpty(); due = awaitDue()) {
                checkDue(due);
            }
        } catch (InterruptedException e) {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for locks that are due, and removes them from the schedule. Returns an empty list if the watchdog is
     * closed.
     */
    private List<HeldLock> awaitDue() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long leftNanos = queue.isEmpty() ? MAX_SLEEP_NANOS : queue.first().at - nanoTime.getAsLong();
                if (leftNanos <= 0) {
                    return takeDue();
                }
                if (queue.isEmpty()) {
                    changed.await();
                } else {
                    changed.awaitNanos(Math.min(leftNanos, MAX_SLEEP_NANOS));
                }
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<HeldLock> takeDue() {
        long batchEnd = nanoTime.getAsLong() + BATCH_WINDOW_NANOS;
        List<HeldLock> due = new ArrayList<>();
        while (!queue.isEmpty() && queue.first().at - batchEnd <= 0) {
            Check first = queue.pollFirst();
            scheduled.remove(first.lock);
            due.add(first.lock);
        }
        return due;
    }

    private void checkDue(List<HeldLock> due) {
        List<HeldLock> toRenew = new ArrayList<>();
        for (HeldLock held : due) {
            if (held.isValid()) {
                if (held.isAutoRenewed()) {
                    toRenew.add(held);
                } else {
                    reschedule(held, nanoTime.getAsLong() + checkInterval(held));
                }
            }
        }
        if (!toRenew.isEmpty()) {
            renew(toRenew);
        }
    }

    private void renew(List<HeldLock> locks) {
        List<RenewalRequest> renewals = locks.stream()
                .map(held -> new RenewalRequest(held.ownership(), held.leaseMillis()))
                .toList();
        long shortest =
                renewals.stream().mapToLong(RenewalRequest::leaseMillis).min().orElseThrow();
        long sentNanos = nanoTime.getAsLong();
        List<RequestOutcome> outcomes = renewAll(renewals, Duration.ofMillis(shortest / 3));
        for (int i = 0; i < outcomes.size(); i++) {
            HeldLock held = locks.get(i);
            switch (outcomes.get(i)) {
                case DONE -> {
                    if (held.extendValidity(sentNanos, held.leaseMillis())) {
                        reschedule(held, sentNanos + checkInterval(held));
                    }
                }
                case NOT_HELD -> held.markLost(LockState.Ended.GONE);
                case UNKNOWN -> reschedule(held, nanoTime.getAsLong() + checkInterval(held) / 10);
            }
        }
    }

    private List<RequestOutcome> renewAll(List<RenewalRequest> renewals, Duration timeout) {
        try {
            return store.renewAll(renewals, timeout);
        } catch (RuntimeException e) {
            // Unexpected, but this thread keeps all other locks alive.
            LOG.error("the renewal of locks failed", e);
            return renewals.stream().map(renewal -> RequestOutcome.UNKNOWN).toList();
        }
    }

    private void reschedule(HeldLock held, long at) {
        lock.lock();
        try {
            // A handle that was released in the meantime is no longer in the held state, so it is not scheduled
            // again.
            if (!closed && !scheduled.containsKey(held)) {
                schedule(held, at);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Schedules the next check, at the latest when the validity of the lock ends. */
    private void schedule(HeldLock held, long at) {
        if (held.state() instanceof LockState.Held current) {
            long validUntil = current.validUntil();
            Check check = new Check(at - validUntil < 0 ? at : validUntil, sequence++, held);
            scheduled.put(held, check);
            queue.add(check);
        }
    }

    private static long checkInterval(HeldLock held) {
        long leaseNanos = TimeUnit.MILLISECONDS.toNanos(held.leaseMillis());
        // A lock without automatic renewal is checked when its validity ends, which schedule() limits this to.
        return held.isAutoRenewed() ? leaseNanos / 3 : Long.MAX_VALUE / 4;
    }
}
