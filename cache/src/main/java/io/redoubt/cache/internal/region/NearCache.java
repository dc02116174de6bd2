package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.cache.internal.store.ValueCodec;
import io.redoubt.caffeine.ExpiringCache;
import io.redoubt.caffeine.LocalStoreStatistics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Near cache of a region: a bounded cache of decoded values in this process, which returns a value only while no change
 * of its key, its tags or the region is known. Keyed by the texts of the keys. Thread-safe; does no I/O.
 *
 * <p>Values are added only after they were read from the store, and only if they have not changed since that read began
 * ({@link ChangeClock}): an invalidation may overtake the reply of a read on another connection.
 */
final class NearCache<V> {

    /** Estimated memory of an entry beside its key and value, in bytes. */
    private static final int ENTRY_BYTES = 256;

    private final RegionSpec<?, V> spec;
    private final NearCacheSettings settings;
    private final RegionChangeTracker tracker;
    private final TagVersionCache versions;
    private final InvalidationRetryQueue retryQueue;
    private final ValueCodec values;
    private final RegionLogger log;
    private final LongSupplier nanoTime;
    private final ExpiringCache<NearEntry<V>> entries;
    private final boolean servesWhileDown;
    private final LongAdder hits = new LongAdder();
    private final LongAdder negatives = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder servedWhileDown = new LongAdder();
    private final LongAdder invalidations = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder refusedFills = new LongAdder();
    /** Number of gaps so far. Values of an earlier epoch are returned only while Redis is unreachable. */
    private final AtomicInteger epoch = new AtomicInteger();
    /** When the first gap began after which no value was added. */
    private volatile long downSinceNanos;

    private volatile int lastFilledEpoch;

    NearCache(
            RegionSpec<?, V> spec,
            NearCacheSettings settings,
            RegionChangeTracker tracker,
            TagVersionCache versions,
            InvalidationRetryQueue retryQueue,
            ValueCodec values,
            RegionLogger log,
            LongSupplier nanoTime) {
        this.spec = spec;
        this.settings = settings;
        this.tracker = tracker;
        this.versions = versions;
        this.retryQueue = retryQueue;
        this.values = values;
        this.log = log;
        this.nanoTime = nanoTime;
        this.servesWhileDown = !settings.serveWhileDown().isZero();
        this.entries = ExpiringCache.bounded(settings.size(), NearEntry::weight, nanoTime);
    }

    /** Returns the entry of a key if it is known to be current; null if the store has to be read. */
    @Nullable
    NearEntry<V> find(String text) {
        NearEntry<V> entry = entries.get(text);
        if (entry == null || !isCurrent(text, entry)) {
            misses.increment();
            return null;
        }
        NearEntry<V> found = settings.isDecodingEachRead() ? decoded(entry) : entry;
        (entry.loaded().value() == null ? negatives : hits).increment();
        return found;
    }

    private @Nullable NearEntry<V> decoded(NearEntry<V> entry) {
        return entry.loaded().value() == null
                ? entry
                : values.read(entry.payload(), spec.type())
                        .map(entry::withValue)
                        .orElse(null);
    }

    private boolean isCurrent(String text, NearEntry<V> entry) {
        if (!tracker.isTracking() || !retryQueue.isIdle()) {
            return false;
        }
        if (servesWhileDown && (entry.epoch() != epoch.get() || !entry.isFresh(nanoTime.getAsLong()))) {
            return false;
        }
        TagVersion validBy = entry.validBy();
        return validBy == null || isValid(text, entry, validBy);
    }

    private boolean isValid(String text, NearEntry<V> entry, TagVersion validBy) {
        TagVersion now = tracker.regionVersion();
        if (now == validBy) { // the same object, which is quicker than equal ones
            return true;
        }
        EnvelopeHeader header = entry.header();
        if (now == null || header == null) {
            return false;
        }
        switch (versions.validityOf(header, now)) {
            case VALID -> entry.foundValidBy(now);
            case INVALID -> entries.remove(text, entry);
            case UNKNOWN -> {
                return false;
            }
        }
        return entry.validBy() == now;
    }

    /**
     * Returns the value of an entry that this process read before Redis became unreachable, as a stale one; null if
     * there is none, it is too old, or this process has changed it since.
     */
    ReadResult.@Nullable Value<V> findWhileDown(String entryName) {
        String text = servesWhileDown ? spec.textOf(entryName).orElse(null) : null;
        NearEntry<V> entry = text == null ? null : entries.get(text);
        if (entry == null || !isTrusted(entryName, entry)) {
            return null;
        }
        long now = nanoTime.getAsLong();
        boolean isServed = entry.epoch() == epoch.get()
                ? entry.isFresh(now)
                : now - downSinceNanos <= settings.serveWhileDown().toNanos();
        if (!isServed) {
            return null;
        }
        servedWhileDown.increment();
        return entry.asOf(now).asStale();
    }

    private boolean isTrusted(String entryName, NearEntry<V> entry) {
        EnvelopeHeader header = entry.header();
        return retryQueue.trustsEntry(entryName)
                && (header == null || retryQueue.trustsTags(header.tags().keySet()));
    }

    /**
     * Begins a read of the store, before it is sent.
     *
     * @return a collector of the values that are read
     */
    NearFill<V> beginRead() {
        return new NearFill<>(this, tracker, nanoTime.getAsLong());
    }

    /** Keeps values, except those that may have changed since the read began. */
    void keep(List<NearCandidate<V>> candidates, long since, long readNanos) {
        int filled = epoch.get();
        for (NearCandidate<V> candidate : candidates) {
            Optional<String> text = spec.textOf(candidate.entry());
            if (text.isPresent() && !isKept(text.get(), candidate, since, readNanos, filled)) {
                refusedFills.increment();
            }
        }
        if (servesWhileDown && lastFilledEpoch != filled && tracker.isTracking()) {
            lastFilledEpoch = filled;
            entries.removeIf(entry -> entry.epoch() != filled);
        }
    }

    private boolean isKept(String text, NearCandidate<V> candidate, long since, long readNanos, int filled) {
        try {
            return keep(text, candidate, since, readNanos, filled);
        } catch (RuntimeException e) {
            // The weigher is code of the application, and the read has succeeded without it.
            log.warn("a value could not be kept in the near cache, because its weigher failed", e);
            return false;
        }
    }

    private boolean keep(String text, NearCandidate<V> candidate, long since, long readNanos, int filled) {
        long fresh = Math.min(candidate.read().freshNanos(), settings.maxAge().toNanos());
        long life = fresh + settings.serveWhileDown().toNanos();
        NearEntry<V> entry = new NearEntry<>(
                candidate, weight(text, candidate), readNanos, readNanos + fresh, readNanos + life, filled);
        return entries.putIf(text, entry, () -> tracker.isCurrent(candidate.entry(), since));
    }

    private int weight(String text, NearCandidate<V> candidate) {
        return switch (settings.bound()) {
            case ENTRIES -> 1;
            case BYTES -> ENTRY_BYTES + 2 * text.length() + candidate.payload().length;
            case WEIGHT -> {
                V value = candidate.read().value();
                yield value == null ? 1 : Math.max(0, settings.weigher().applyAsInt(value));
            }
        };
    }

    /** Removes the value of an entry that has changed. */
    void entryChanged(String entryName) {
        spec.textOf(entryName).ifPresent(entries::remove);
        invalidations.increment();
    }

    /** Removes all values, or keeps them for the time while Redis is unreachable. */
    void allChanged() {
        gaps.increment();
        if (!servesWhileDown) {
            entries.clear();
            return;
        }
        if (lastFilledEpoch == epoch.get()) {
            downSinceNanos = nanoTime.getAsLong();
        }
        epoch.incrementAndGet();
    }

    /** Returns the number of reads that found a value. */
    long hits() {
        return hits.sum();
    }

    /** Returns the number of reads that found that no value exists. */
    long negatives() {
        return negatives.sum();
    }

    NearCacheStatistics statistics() {
        LocalStoreStatistics fill = entries.statistics();
        String problem = tracker.problem();
        return new NearCacheStatistics(
                state(problem),
                problem,
                hits.sum() + negatives.sum(),
                misses.sum(),
                servedWhileDown.sum(),
                invalidations.sum(),
                gaps.sum(),
                refusedFills.sum(),
                fill.evicted(),
                fill.entries(),
                fill.weight());
    }

    private State state(String problem) {
        if (problem.isEmpty()) {
            return State.ACTIVE;
        }
        return tracker.isRefused() ? State.REFUSED : State.CONNECTING;
    }
}
