package io.redoubt.lock;

import io.redoubt.redis.core.support.ServiceThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Background task that releases orphaned locks, which a failed acquisition or a failed release has left in the lock
 * store. An acquisition may leave a lock behind when its reply is lost or late. The task tries until the lease must
 * have ended. Thread-safe; its thread runs while there are orphans, and ends some seconds later.
 */
final class OrphanReleaser implements AutoCloseable {

    private static final int MAX_ORPHANS = 10_000;
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);
    private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(1);

    private final LockStore store;
    private final LongSupplier nanoTime;
    private final ServiceThread thread = new ServiceThread("redoubt-lock-cleanup", this::releaseAll);
    private final ReentrantLock lock = new ReentrantLock();

    /** In the order in which they were added. An orphan stays in the list until it was released. */
    private final List<Orphan> orphans = new ArrayList<>();

    private boolean closed;

    OrphanReleaser(LockStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /**
     * A lock to release.
     *
     * @param leaseEnd when its lease must have ended, in monotonic nanoseconds
     * @param notHeldReplies how often the store has replied that the owner does not hold the lock. The first such
     *     reply is not final, since the release may have overtaken the acquisition on another connection
     */
    private record Orphan(LockAcquisitionId ownership, long leaseEnd, int notHeldReplies) {}

    /**
     * Queues a lock for release. If too many are queued, or this releaser is closed, the lock ends with its lease
     * instead.
     */
    void add(LockAcquisitionId ownership, long leaseMillis) {
        lock.lock();
        try {
            if (closed || orphans.size() >= MAX_ORPHANS) {
                return;
            }
            long leaseEnd = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(leaseMillis);
            orphans.add(new Orphan(ownership, leaseEnd, 0));
        } finally {
            lock.unlock();
        }
        thread.wake();
    }

    /**
     * Drops the queued orphans, which end with their leases, and waits at most two seconds for the thread to end.
     * Idempotent.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            orphans.clear();
        } finally {
            lock.unlock();
        }
        thread.close();
    }

    /** Tries to release all orphans. Returns the time until the next attempt. */
    private Duration releaseAll() {
        List<Orphan> batch = orphans();
        List<Orphan> remaining = batch.isEmpty() ? List.of() : releaseBatch(batch);
        lock.lock();
        try {
            if (!closed) {
                orphans.subList(0, batch.size()).clear();
                orphans.addAll(0, remaining);
            }
        } finally {
            lock.unlock();
        }
        return remaining.isEmpty() ? ServiceThread.UNTIL_WOKEN : RETRY_PAUSE;
    }

    private List<Orphan> orphans() {
        lock.lock();
        try {
            return List.copyOf(orphans);
        } finally {
            lock.unlock();
        }
    }

    private List<Orphan> releaseBatch(List<Orphan> batch) {
        List<RenewOrReleaseOutcome> outcomes =
                store.releaseAll(batch.stream().map(Orphan::ownership).toList(), BATCH_TIMEOUT);
        long now = nanoTime.getAsLong();
        List<Orphan> remaining = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Orphan orphan = batch.get(i);
            int notHeldReplies = orphan.notHeldReplies + (outcomes.get(i) == RenewOrReleaseOutcome.NOT_HELD ? 1 : 0);
            boolean finished =
                    outcomes.get(i) == RenewOrReleaseOutcome.DONE || notHeldReplies == 2 || orphan.leaseEnd - now <= 0;
            if (!finished) {
                remaining.add(new Orphan(orphan.ownership, orphan.leaseEnd, notHeldReplies));
            }
        }
        return remaining;
    }
}
