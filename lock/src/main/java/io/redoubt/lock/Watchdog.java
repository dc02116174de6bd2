package io.redoubt.lock;

import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.redis.core.support.SafeCallback;
import io.redoubt.redis.core.support.ServiceThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background thread that renews the leases of held locks and detects lost locks. It renews leases that are due at the
 * same time in one batch. Thread-safe. The thread starts with the first watched lock, and ends by {@link #close()}.
 *
 * <p>The watchdog stores times only; whether a lock is held is the state of its handle. So a renewal cannot revive
 * a released lock, and no lock is forgotten after a failed renewal. Methods of a handle that can change its state
 * are never called while the watchdog's mutex is held.
 */
final class Watchdog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    /** Checks that are due within this time are done together. */
    private static final long BATCH_WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /**
     * Largest ratio of two leases that are renewed in one batch. A batch may take a third of its shortest lease: it
     * would often be too short for a slow server if each batch had to suit the shortest lease of all.
     */
    private static final long MAX_LEASE_RATIO = 10;

    /** Longest pause before a renewal without a reply is repeated, however long the lease is. */
    private static final long MAX_RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Pause before the end of a lock is completed that an error has interrupted. */
    private static final long RETRY_END_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LockStore store;
    private final MonotonicClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final ServiceThread thread;

    /** The watched locks and their latest checks, also while these are being made. */
    private final Map<HeldLock, Check> watched = new HashMap<>();

    private final NavigableSet<Check> queue = new TreeSet<>();
    private long sequence;
    private boolean closed;

    /** Whether the previous run failed, so that checks may be missing in the queue. Confined to the thread. */
    private boolean incompleteRun;

    Watchdog(LockStore store, MonotonicClock clock) {
        this.store = store;
        this.clock = clock;
        this.thread = new ServiceThread("redoubt-lock-watchdog", clock, this::runChecks);
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
        long now = clock.getAsLong();
        lock.lock();
        try {
            if (closed || watched.containsKey(held) || !(held.state() instanceof LockState.Held)) {
                return;
            }
            schedule(held, now + checkInterval(held));
        } finally {
            lock.unlock();
        }
        thread.wake();
    }

    /** Lets the watchdog soon complete the end of a lock that is no longer held. */
    void checkAgain(HeldLock ended) {
        long at = clock.getAsLong() + RETRY_END_NANOS;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            schedule(ended, at);
        } finally {
            lock.unlock();
        }
        thread.wake();
    }

    /** Stops watching a lock. */
    void unwatch(HeldLock held) {
        lock.lock();
        try {
            Check check = watched.remove(held);
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
        lock.lock();
        try {
            closed = true;
            watched.clear();
            queue.clear();
        } finally {
            lock.unlock();
        }
        thread.close();
    }

    /** Makes the checks that are due. Returns the time until the next one. */
    private Duration runChecks() {
        if (incompleteRun) {
            requeueAll();
        }
        incompleteRun = true;
        checkDue(takeDue());
        incompleteRun = false;
        return untilNextCheck();
    }

    /** Queues all watched locks anew, to be checked at once. */
    private void requeueAll() {
        lock.lock();
        try {
            queue.clear();
            long now = clock.getAsLong();
            List.copyOf(watched.keySet()).forEach(held -> schedule(held, now));
        } finally {
            lock.unlock();
        }
    }

    private List<HeldLock> takeDue() {
        lock.lock();
        try {
            long now = clock.getAsLong();
            if (queue.isEmpty() || queue.first().at - now > 0) {
                return List.of();
            }
            List<HeldLock> due = new ArrayList<>();
            while (!queue.isEmpty() && queue.first().at - now <= BATCH_WINDOW_NANOS) {
                due.add(queue.first().lock);
                queue.pollFirst();
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    private Duration untilNextCheck() {
        lock.lock();
        try {
            if (queue.isEmpty()) {
                return ServiceThread.UNTIL_WOKEN;
            }
            return Duration.ofNanos(Math.max(0, queue.first().at - clock.getAsLong()));
        } finally {
            lock.unlock();
        }
    }

    private void checkDue(List<HeldLock> due) {
        List<HeldLock> toRenew = new ArrayList<>();
        for (HeldLock held : due) {
            if (!isValid(held)) {
                continue;
            }
            if (held.isAutoRenewed()) {
                toRenew.add(held);
            } else {
                reschedule(held, clock.getAsLong() + checkInterval(held));
            }
        }
        toRenew.sort(Comparator.comparingLong(HeldLock::leaseMillis));
        for (int from = 0; from < toRenew.size(); ) {
            int to = endOfBatch(toRenew, from);
            renew(toRenew.subList(from, to));
            from = to;
        }
    }

    /** Returns the index after the last lock that is renewed together with the first one, by ascending leases. */
    private static int endOfBatch(List<HeldLock> locks, int from) {
        long longest = locks.get(from).leaseMillis() * MAX_LEASE_RATIO;
        int to = from + 1;
        while (to < locks.size() && locks.get(to).leaseMillis() <= longest) {
            to++;
        }
        return to;
    }

    /** Returns whether a lock is still held. One that is not is unregistered, and its {@code onLost} actions start. */
    private boolean isValid(HeldLock held) {
        try {
            if (held.isValid()) {
                return true;
            }
            held.completeEnd();
        } catch (Throwable failure) {
            checkAgain(held);
            SafeCallback.logFailure(LOG, "the end of a lock", failure); // the others are renewed all the same
        }
        return false;
    }

    private void renew(List<HeldLock> locks) {
        List<RenewalRequest> renewals = locks.stream()
                .map(held -> new RenewalRequest(held.ownership(), held.leaseMillis()))
                .toList();
        long shortest =
                renewals.stream().mapToLong(RenewalRequest::leaseMillis).min().orElseThrow();
        long sentNanos = clock.getAsLong();
        List<RenewOrReleaseOutcome> outcomes =
                renewAll(renewals, Duration.ofNanos(TimeUnit.MILLISECONDS.toNanos(shortest) / 3));
        for (int i = 0; i < outcomes.size(); i++) {
            HeldLock held = locks.get(i);
            switch (outcomes.get(i)) {
                case DONE -> {
                    if (held.extendValidity(sentNanos, held.leaseMillis())) {
                        reschedule(held, sentNanos + checkInterval(held));
                    }
                }
                case NOT_HELD -> markGone(held);
                case UNKNOWN ->
                    reschedule(held, clock.getAsLong() + Math.min(checkInterval(held) / 10, MAX_RETRY_NANOS));
            }
        }
    }

    private void markGone(HeldLock held) {
        try {
            held.markLost(LockState.Ended.GONE);
        } catch (Throwable failure) {
            checkAgain(held);
            SafeCallback.logFailure(LOG, "the end of a lock", failure); // the others are rescheduled all the same
        }
    }

    private List<RenewOrReleaseOutcome> renewAll(List<RenewalRequest> renewals, Duration timeout) {
        try {
            return store.renewAll(renewals, timeout);
        } catch (RuntimeException e) {
            SafeCallback.logFailure(LOG, "the renewal of locks", e); // unexpected
            return renewals.stream()
                    .map(renewal -> RenewOrReleaseOutcome.UNKNOWN)
                    .toList();
        }
    }

    private void reschedule(HeldLock held, long at) {
        lock.lock();
        try {
            // A handle that was released in the meantime is no longer watched.
            if (!closed && watched.containsKey(held)) {
                schedule(held, at);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Schedules the next check, at the latest when the validity of the lock ends, or soon if it has ended and this may
     * not be completed yet.
     */
    private void schedule(HeldLock held, long at) {
        long latest = held.state() instanceof LockState.Held current
                ? current.validUntil()
                : clock.getAsLong() + RETRY_END_NANOS;
        Check check = new Check(at - latest < 0 ? at : latest, sequence++, held);
        queue.add(check);
        Check replaced = watched.put(held, check);
        if (replaced != null) {
            queue.remove(replaced);
        }
    }

    private static long checkInterval(HeldLock held) {
        long leaseNanos = TimeUnit.MILLISECONDS.toNanos(held.leaseMillis());
        // A lock without automatic renewal is checked when its validity ends, which schedule() limits this to.
        return held.isAutoRenewed() ? leaseNanos / 3 : Long.MAX_VALUE / 4;
    }
}
