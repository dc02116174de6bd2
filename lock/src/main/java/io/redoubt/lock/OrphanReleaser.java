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
 * Releases in the background what nobody holds any more and the store may have: what was acquired without an answer, or could
 * not be released. Tries until the lease must be over. Thread-safe; its thread lives while there is something to release.
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
     * Something to release.
     *
     * @param leaseEnd when its lease must be over
     * @param notHeldReplies how often the store has said that this owner holds nothing: once may be because the release has overtaken
     *     the acquisition, on another connection
     */
    private record Orphan(Ownership ownership, long leaseEnd, int notHeldReplies) {}

    /** Releases it soon; or leaves it to its lease, if there is too much to do, or this is closed. */
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

    /** Leaves the rest to its lease, and waits for the end of the thread, for a second at most. Idempotent. */
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

    /** What is to be released now: what is new at once, what failed before after a pause. None if the thread is to end. */
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
