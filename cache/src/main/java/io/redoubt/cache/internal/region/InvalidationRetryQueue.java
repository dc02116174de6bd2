package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Queue that repeats the failed invalidations of one cache region until they succeed. Until then, stored content to
 * which they apply is not trusted. Thread-safe.
 */
final class InvalidationRetryQueue {

    /** Maximum number of pending entries and tags. Beyond it, one clear of the whole region replaces them. */
    static final int MAX_PENDING = 10_000;

    private static final int BATCH = 500;
    /** Number of reads after which another attempt is scheduled, if there was no memory or no thread for one. */
    private static final int READS_PER_SCHEDULE = 256;

    private static final Duration MIN_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

    private final String name;
    private final EntryStore store;
    private final ScheduledExecutorService thread;
    private final Map<String, Long> entries = new ConcurrentHashMap<>();
    private final Map<String, Long> tags = new ConcurrentHashMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long pendingClear; // sequence number of the pending clear; zero if there is none
    private volatile boolean idle = true;
    private volatile @Nullable Attempt attempt; // the one that is scheduled or runs; null if there is none
    private final AtomicLong unscheduledReads = new AtomicLong();
    private final AtomicLong lateInvalidations = new AtomicLong();
    private Duration retention = Duration.ofHours(1);

    InvalidationRetryQueue(String name, EntryStore store, ScheduledExecutorService thread) {
        this.name = name;
        this.store = store;
        this.thread = thread;
    }

    /** Next attempt to make the pending invalidations. */
    private final class Attempt implements Runnable {

        private final Duration pause;

        Attempt(Duration pause) {
            this.pause = pause;
        }

        /** Repeats the invalidations, and schedules the attempt after this one. Never throws. */
        @Override
        public void run() {
            // Not if it was queued, but another one is scheduled instead of it.
            while (attempt == this && !thread.isShutdown()) {
                try {
                    boolean succeeded = repeatAll();
                    scheduleNext(succeeded, pause);
                } catch (Throwable noMemory) {
                    // Nothing else repeats the invalidations: without memory for the next attempt, this one goes on.
                    LockSupport.parkNanos(MIN_PAUSE.toNanos());
                }
            }
        }
    }

    /** Returns the exception for a read of content that is not trusted. */
    StoreUnavailableException untrusted() {
        return new StoreUnavailableException(
                "region " + name
                        + ": an invalidation has not reached the store yet, and is being repeated; until then what"
                        + " is stored is not to be trusted",
                StoreUnavailableException.Effect.NONE,
                null);
    }

    /** Returns whether no pending invalidation concerns this entry itself. */
    boolean trustsEntry(String entry) {
        return isIdle() || (pendingClear == 0 && !entries.containsKey(entry));
    }

    /** Returns whether no pending invalidation concerns these tags of a value. */
    boolean trustsTags(Collection<String> valueTags) {
        return isIdle() || (pendingClear == 0 && valueTags.stream().noneMatch(tags::containsKey));
    }

    /**
     * Returns whether nothing is pending. Otherwise schedules an attempt, at some reads, if there was no memory for one
     * before.
     */
    boolean isIdle() {
        if (idle) {
            return true;
        }
        // Seldom, since each attempt that no thread could be started for stays in the queue of the executor.
        if (attempt == null && unscheduledReads.getAndIncrement() % READS_PER_SCHEDULE == 0 && lock.tryLock()) {
            try {
                scheduleIfMissing();
            } finally {
                lock.unlock();
            }
        }
        return idle;
    }

    /**
     * Returns the number of invalidations by tag that have reached the store late. The tags of a value are known
     * only after it has been read: if this number has changed since before the read, the value may have been read
     * before an invalidation that is no longer pending.
     */
    long lateInvalidations() {
        return lateInvalidations.get();
    }

    /** Returns the number of pending invalidations. */
    long pending() {
        return (long) entries.size() + tags.size() + (pendingClear == 0 ? 0 : 1);
    }

    /** Queues the removal of an entry. */
    void remove(String entry) {
        add(entries, List.of(entry), Duration.ZERO);
    }

    /** Queues the invalidation of tags. */
    void invalidateTags(Collection<String> invalidated, Duration minRetention) {
        add(tags, invalidated, minRetention);
    }

    /** Queues a clear of the region, which replaces all other pending invalidations. */
    void clear(Duration minRetention) {
        lock.lock();
        try {
            replaceByClear(minRetention);
            idle = false;
            scheduleIfMissing();
        } finally {
            lock.unlock();
        }
    }

    private void add(Map<String, Long> where, Collection<String> what, Duration minRetention) {
        lock.lock();
        try {
            idle = false; // before anything below may fail: what was added must not be trusted
            if (pendingClear == 0 && entries.size() + tags.size() + what.size() > MAX_PENDING) {
                replaceByClear(minRetention);
            } else {
                extendRetention(minRetention);
                what.forEach(each -> where.put(each, sequence.incrementAndGet()));
            }
            scheduleIfMissing();
        } finally {
            lock.unlock();
        }
    }

    private void replaceByClear(Duration minRetention) {
        extendRetention(minRetention);
        pendingClear = sequence.incrementAndGet();
        entries.clear();
        tags.clear();
    }

    private void extendRetention(Duration minRetention) {
        retention = minRetention.compareTo(retention) > 0 ? minRetention : retention;
    }

    /**
     * Schedules an attempt, if something is pending and none is scheduled. Never throws: what was queued must not be
     * trusted, whether or not it can be repeated now. Guarded by the lock.
     */
    private void scheduleIfMissing() {
        try {
            if (!idle && attempt == null) {
                schedule(MIN_PAUSE);
            }
        } catch (Throwable noMemory) {
            // A later read of the region, or the next failed invalidation, tries again.
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // each attempt handles its own failures
    private void schedule(Duration pause) {
        Attempt before = attempt;
        boolean scheduled = false;
        try {
            Attempt next = new Attempt(pause);
            attempt = next;
            thread.schedule(next, pause.toNanos(), TimeUnit.NANOSECONDS);
            scheduled = true;
        } catch (RejectedExecutionException closed) {
            scheduled = true; // The cache is being closed; it reports how many invalidations are lost.
        } finally {
            if (!scheduled) {
                attempt = before; // no memory, or no thread
            }
        }
    }

    /** Makes one attempt at each kind: the master of one key may be down while the others are not. Returns success. */
    private boolean repeatAll() {
        boolean isCleared = succeeds(this::clearOnce);
        boolean isRemoved = succeeds(this::removeOnce);
        boolean isInvalidated = succeeds(this::invalidateTagsOnce);
        return isCleared && isRemoved && isInvalidated;
    }

    private static boolean succeeds(Runnable step) {
        try {
            step.run();
            return true;
        } catch (Throwable e) {
            // Also after an error: nothing else repeats the invalidation. The calls themselves log failures of the
            // store; here it only matters that another attempt is needed.
            return false;
        }
    }

    /**
     * Removes the pending entries in batches, until all of a batch fail: each batch may take a whole timeout, for which
     * the other regions wait. What fails is last in the next attempt.
     */
    private void removeOnce() {
        List<Map.Entry<String, Long>> all = entries.entrySet().stream()
                .map(Map.Entry::copyOf)
                .sorted(Map.Entry.comparingByValue())
                .toList();
        RedoubtException failure = null;
        for (int from = 0; from < all.size(); from += BATCH) {
            List<Map.Entry<String, Long>> some = all.subList(from, Math.min(all.size(), from + BATCH));
            Map<String, RedoubtException> failures = store.removeAll(
                            some.stream().map(Map.Entry::getKey).toList())
                    .failures();
            for (Map.Entry<String, Long> each : some) {
                if (failures.containsKey(each.getKey())) {
                    failure = failures.get(each.getKey());
                    entries.replace(each.getKey(), each.getValue(), sequence.incrementAndGet());
                } else {
                    entries.remove(each.getKey(), each.getValue());
                }
            }
            if (failures.size() >= some.size()) {
                break;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void clearOnce() {
        long number = pendingClear;
        if (number != 0) {
            store.versions().clear(retention());
            lock.lock();
            try {
                if (pendingClear == number) {
                    pendingClear = 0;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void invalidateTagsOnce() {
        List<Map.Entry<String, Long>> all = List.copyOf(tags.entrySet());
        for (int from = 0; from < all.size(); from += TagVersionStore.MAX_TAGS) {
            List<Map.Entry<String, Long>> some =
                    new ArrayList<>(all.subList(from, Math.min(all.size(), from + TagVersionStore.MAX_TAGS)));
            store.versions().invalidateTags(some.stream().map(Map.Entry::getKey).toList(), retention());
            lateInvalidations.incrementAndGet(); // before the tags are trusted again
            some.forEach(each -> tags.remove(each.getKey(), each.getValue()));
        }
    }

    private Duration retention() {
        lock.lock();
        try {
            return retention;
        } finally {
            lock.unlock();
        }
    }

    /** Schedules the next attempt after one with this pause, unless nothing is pending any more. */
    private void scheduleNext(boolean succeeded, Duration pause) {
        lock.lock();
        try {
            if (!succeeded) {
                Duration longer = pause.multipliedBy(2);
                schedule(longer.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : longer);
            } else if (pending() == 0) {
                idle = true;
                attempt = null;
            } else {
                schedule(MIN_PAUSE);
            }
        } finally {
            lock.unlock();
        }
    }
}
