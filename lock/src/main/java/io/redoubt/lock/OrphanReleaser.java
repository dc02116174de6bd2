package io.redoubt.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Background releaser of orphans: locks that no handle holds any more but the store may still have, because their
 * acquisition got no reply or their release failed. It tries until the lease must have ended. Thread-safe; its
 * thread runs only while there are orphans.
 */
final class OrphanReleaser implements AutoCloseable {

    private static final String THREAD_NAME = "redoubt-lock-cleanup";
    private static final int MAX_ORPHANS = 10_000;
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);
    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(1);

    private final LockStore store;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Orphan> added = new ArrayList<>();
    private @Nullable Thread thread;
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
    private record Orphan(Ownership ownership, long leaseEnd, int notHeldReplies) {}

    /**
     * Queues a lock for release. If too many are queued, or this releaser is closed, the lock ends with its lease
     * instead.
     */
    void add(Ownership ownership, long leaseMillis) {
        lock.lock();
        try {
            if (closed || added.size() >= MAX_ORPHANS) {
                return;
            }
            long leaseEnd = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(leaseMillis);
            added.add(new Orphan(ownership, leaseEnd, 0));
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

    /**
     * Drops the queued orphans, which end with their leases, and waits at most one second for the thread to end.
     * Idempotent.
     */
    @Override
    public void close() {
        Thread ending;
        lock.lock();
        try {
            closed = true;
            added.clear();
            ending = thread;
        } finally {
            lock.unlock();
        }
        if (ending != null) {
            ending.interrupt();
            ThreadTermination.await(ending, MAX_CLOSE_WAIT);
        }
    }

    private void run() {
        List<Orphan> remaining = List.of();
        try {
            for (List<Orphan> batch = awaitBatch(remaining); !batch.isEmpty(); batch = awaitBatch(remaining)) {
                remaining = releaseBatch(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /**
     * Waits for orphans to release: new ones are returned at once, failed ones after a pause. Returns an empty
     * list if the thread is to end.
     */
    private List<Orphan> awaitBatch(List<Orphan> failed) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long pauseNanos = RETRY_PAUSE.toNanos();
            while (!closed && !failed.isEmpty() && added.isEmpty() && pauseNanos > 0) {
                pauseNanos = changed.awaitNanos(pauseNanos);
            }
            List<Orphan> batch = new ArrayList<>(failed);
            batch.addAll(added);
            added = new ArrayList<>();
            if (closed || batch.isEmpty()) {
                thread = null;
                return List.of();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private List<Orphan> releaseBatch(List<Orphan> batch) {
        List<RequestOutcome> outcomes =
                store.releaseAll(batch.stream().map(Orphan::ownership).toList(), MAX_CLOSE_WAIT);
        long now = nanoTime.getAsLong();
        List<Orphan> remaining = new ArrayList<>();
        for (int i = 0; i < batch.size() && remaining.size() < MAX_ORPHANS; i++) {
            Orphan orphan = batch.get(i);
            int notHeldReplies = orphan.notHeldReplies + (outcomes.get(i) == RequestOutcome.NOT_HELD ? 1 : 0);
            boolean finished =
                    outcomes.get(i) == RequestOutcome.DONE || notHeldReplies == 2 || orphan.leaseEnd - now <= 0;
            if (!finished) {
                remaining.add(new Orphan(orphan.ownership, orphan.leaseEnd, notHeldReplies));
            }
        }
        return remaining;
    }
}
