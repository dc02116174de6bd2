package io.redoubt.cache;

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
import java.util.concurrent.locks.ReentrantLock;

/**
 * Invalidations of one region that did not reach the store. They are repeated until they do; and until then nothing that is stored
 * is trusted that they concern. Thread-safe.
 */
final class Replay {

    /** How many entries and tags are remembered; beyond that the whole region is cleared instead. */
    static final int MOST = 10_000;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final String name;
    private final RegionCells cells;
    private final ScheduledExecutorService thread;
    private final Map<String, Long> entries = new ConcurrentHashMap<>();
    private final Map<String, Long> tags = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final ReentrantLock changing = new ReentrantLock();
    private volatile long clearing; // the number of the clear that is to be repeated; zero for none
    private volatile boolean idle = true;
    private final AtomicLong endings = new AtomicLong();
    private Duration keep = Duration.ofHours(1);

    Replay(String name, RegionCells cells, ScheduledExecutorService thread) {
        this.name = name;
        this.cells = cells;
        this.thread = thread;
    }

    /** What one is told who asks for something that is not trusted. */
    StoreUnavailableException distrust() {
        return new StoreUnavailableException(
                "region " + name
                        + ": an invalidation has not reached the store yet, and is being repeated; until then what"
                        + " is stored is not to be trusted",
                StoreUnavailableException.Effect.NONE,
                null);
    }

    boolean trustsEntry(String entry) {
        return idle || (clearing == 0 && !entries.containsKey(entry));
    }

    boolean trustsTags(Collection<String> ofValue) {
        return idle || (clearing == 0 && ofValue.stream().noneMatch(tags::containsKey));
    }

    /**
     * How many invalidations by tag have reached the store late. Which tags a value has is known only when it has been read: if
     * this number has changed meanwhile, it may have been read before an invalidation that is no longer in doubt.
     */
    long endings() {
        return endings.get();
    }

    /** How many invalidations wait. */
    long pending() {
        return (long) entries.size() + tags.size() + (clearing == 0 ? 0 : 1);
    }

    /** Removes the entry as soon as the store answers. */
    void remove(String entry) {
        add(entries, List.of(entry), Duration.ZERO);
    }

    /** Invalidates the tags as soon as the store answers. */
    void invalidateTags(Collection<String> concerned, Duration kept) {
        add(tags, concerned, kept);
    }

    /** Clears the region as soon as the store answers. */
    void clear(Duration kept) {
        changing.lock();
        try {
            clearing(kept);
            begin();
        } finally {
            changing.unlock();
        }
    }

    private void add(Map<String, Long> where, Collection<String> what, Duration kept) {
        changing.lock();
        try {
            if (clearing == 0 && entries.size() + tags.size() + what.size() > MOST) {
                clearing(kept);
            } else {
                longer(kept);
                what.forEach(each -> where.put(each, numbers.incrementAndGet()));
            }
            begin();
        } finally {
            changing.unlock();
        }
    }

    private void clearing(Duration kept) {
        longer(kept);
        clearing = numbers.incrementAndGet();
        entries.clear();
        tags.clear();
    }

    private void longer(Duration kept) {
        keep = kept.compareTo(keep) > 0 ? kept : keep;
    }

    private void begin() {
        if (idle) {
            idle = false;
            again(SHORTEST_PAUSE);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // an attempt says itself how it ends
    private void again(Duration pause) {
        try {
            thread.schedule(() -> attempt(pause), pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            // The cache is being closed, and says how many are left.
        }
    }

    private void attempt(Duration pause) {
        try {
            clearOnce();
            for (Map.Entry<String, Long> each : List.copyOf(entries.entrySet())) {
                cells.remove(each.getKey());
                entries.remove(each.getKey(), each.getValue());
            }
            invalidateTagsOnce();
        } catch (RuntimeException e) {
            // The calls log what happens to the store; here it only matters that it has to be done again.
            Duration longer = pause.multipliedBy(2);
            again(longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer);
            return;
        }
        finish();
    }

    private void clearOnce() {
        long number = clearing;
        if (number != 0) {
            cells.clear(keep());
            changing.lock();
            try {
                if (clearing == number) {
                    clearing = 0;
                }
            } finally {
                changing.unlock();
            }
        }
    }

    private void invalidateTagsOnce() {
        List<Map.Entry<String, Long>> all = List.copyOf(tags.entrySet());
        for (int from = 0; from < all.size(); from += RegionCells.MOST_TAGS) {
            List<Map.Entry<String, Long>> some =
                    new ArrayList<>(all.subList(from, Math.min(all.size(), from + RegionCells.MOST_TAGS)));
            cells.invalidateTags(some.stream().map(Map.Entry::getKey).toList(), keep());
            endings.incrementAndGet(); // before they are trusted again
            some.forEach(each -> tags.remove(each.getKey(), each.getValue()));
        }
    }

    private Duration keep() {
        changing.lock();
        try {
            return keep;
        } finally {
            changing.unlock();
        }
    }

    private void finish() {
        changing.lock();
        try {
            if (pending() == 0) {
                idle = true;
            } else {
                again(SHORTEST_PAUSE);
            }
        } finally {
            changing.unlock();
        }
    }
}
