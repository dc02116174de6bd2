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
 * The one thread that renews locks, those that are due together in one pipeline, and finds out which are lost. Thread-safe.
 * The thread starts with the first lock that is watched, and ends by {@link #close()}.
 *
 * <p>It keeps times only; whether a lock is held is the handle's own state, so that a renewal can neither outlive a release nor
 * be forgotten after a failure. Nothing of a handle is called while its lock is held.
 */
final class Watchdog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final String NAME = "redoubt-lock-watchdog";

    /** What is due within this time is due together. */
    private static final long TOGETHER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** The longest sleep: the clock is handed in, and another one's leaps wake nobody. */
    private static final long MOST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Duration MOST_CLOSING = Duration.ofSeconds(2);

    private final Leases leases;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<HeldLock, Due> watched = new HashMap<>();
    private final NavigableSet<Due> dues = new TreeSet<>();
    private long number;
    private @Nullable Thread thread;
    private boolean closed;

    Watchdog(Leases leases, LongSupplier nanoTime) {
        this.leases = leases;
        this.nanoTime = nanoTime;
    }

    /** When to look at a lock again. The number makes the order total. */
    private record Due(long at, long number, HeldLock lock) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int order = Long.signum(at - other.at);
            return order != 0 ? order : Long.compare(number, other.number);
        }
    }

    /** Watches a lock from now on, if it is held and not watched already. */
    void watch(HeldLock held) {
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            if (closed || watched.containsKey(held)) {
                return;
            }
            schedule(held, now + period(held));
            if (thread == null) {
                thread = new Thread(this::run, NAME);
                thread.setDaemon(true);
                thread.start();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Watches a lock no more. */
    void forget(HeldLock held) {
        lock.lock();
        try {
            Due due = watched.remove(held);
            if (due != null) {
                dues.remove(due);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Renews nothing any more, and waits for the end of the thread, two seconds at most. Idempotent. */
    @Override
    public void close() {
        Thread ending;
        lock.lock();
        try {
            closed = true;
            watched.clear();
            dues.clear();
            ending = thread;
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (ending != null) {
            ending.interrupt();
            Ending.await(ending, MOST_CLOSING);
        }
    }

    private void run() {
        try {
            for (List<HeldLock> due = awaitDue(); !due.isEmpty(); due = awaitDue()) {
                look(due);
            }
        } catch (InterruptedException e) {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }

    /** The locks whose time has come, which are not watched then; none if this is closed. */
    private List<HeldLock> awaitDue() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long left = dues.isEmpty() ? MOST_NAP_NANOS : dues.first().at - nanoTime.getAsLong();
                if (left <= 0) {
                    return takeDue();
                }
                if (dues.isEmpty()) {
                    changed.await();
                } else {
                    changed.awaitNanos(Math.min(left, MOST_NAP_NANOS));
                }
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<HeldLock> takeDue() {
        long until = nanoTime.getAsLong() + TOGETHER_NANOS;
        List<HeldLock> due = new ArrayList<>();
        while (!dues.isEmpty() && dues.first().at - until <= 0) {
            Due first = dues.pollFirst();
            watched.remove(first.lock);
            due.add(first.lock);
        }
        return due;
    }

    private void look(List<HeldLock> due) {
        List<HeldLock> toRenew = new ArrayList<>();
        for (HeldLock held : due) {
            if (held.isValid()) {
                if (held.isRenewed()) {
                    toRenew.add(held);
                } else {
                    again(held, nanoTime.getAsLong() + period(held));
                }
            }
        }
        if (!toRenew.isEmpty()) {
            renew(toRenew);
        }
    }

    private void renew(List<HeldLock> locks) {
        List<Renewal> renewals = locks.stream()
                .map(held -> new Renewal(held.claim(), held.leaseMillis()))
                .toList();
        long shortest = renewals.stream().mapToLong(Renewal::millis).min().orElseThrow();
        long sent = nanoTime.getAsLong();
        List<Outcome> outcomes = attempt(renewals, Duration.ofMillis(shortest / 3));
        for (int i = 0; i < outcomes.size(); i++) {
            HeldLock held = locks.get(i);
            switch (outcomes.get(i)) {
                case DONE -> {
                    if (held.renewed(sent, held.leaseMillis())) {
                        again(held, sent + period(held));
                    }
                }
                case NOT_HELD -> held.lose(Hold.Over.GONE);
                case UNKNOWN -> again(held, nanoTime.getAsLong() + period(held) / 10);
            }
        }
    }

    private List<Outcome> attempt(List<Renewal> renewals, Duration atMost) {
        try {
            return leases.renewAll(renewals, atMost);
        } catch (RuntimeException e) {
            // Not foreseen; but this thread keeps all other locks alive.
            LOG.error("the renewal of locks failed", e);
            return renewals.stream().map(renewal -> Outcome.UNKNOWN).toList();
        }
    }

    private void again(HeldLock held, long at) {
        lock.lock();
        try {
            // A handle that is released meanwhile has said so before it asks to be forgotten.
            if (!closed && !watched.containsKey(held)) {
                schedule(held, at);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Never later than the time at which the lock would be lost. */
    private void schedule(HeldLock held, long at) {
        if (held.standing() instanceof Hold.Held standing) {
            long end = standing.validUntil();
            Due due = new Due(at - end < 0 ? at : end, number++, held);
            watched.put(held, due);
            dues.add(due);
        }
    }

    private static long period(HeldLock held) {
        long lease = TimeUnit.MILLISECONDS.toNanos(held.leaseMillis());
        // What is not renewed is looked at when its time is over, which comes first.
        return held.isRenewed() ? lease / 3 : Long.MAX_VALUE / 4;
    }
}
