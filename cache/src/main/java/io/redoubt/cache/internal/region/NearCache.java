package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.cache.internal.near.ChangeClock;
import io.redoubt.cache.internal.near.NearWeigher;
import io.redoubt.cache.internal.near.ReportState;
import io.redoubt.cache.internal.store.ValueCodec;
import io.redoubt.caffeine.BoundedCache;
import io.redoubt.caffeine.LocalStoreStatistics;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounded near cache (a cache in this process) that holds decoded values of a cache region and drops changed values. It
 * returns a value only while no change of its key, its tags or the region is known. Keyed by the texts of the keys.
 * Thread-safe; does no I/O.
 *
 * <p>Values are added only after they were read from the store, and only if they have not changed since that read began
 * ({@link ChangeClock}): an invalidation may overtake the reply of a read on another connection.
 */
final class NearCache<V> {

    /** Smallest number of values that are added between two searches for expired ones. */
    private static final int MIN_FILLS_PER_SWEEP = 1_000;

    private static final byte[] NOT_KEPT = {};

    private final RegionSpec<?, V> spec;
    private final NearCacheSettings settings;
    private final NearWeigher weigher;
    private final RegionChangeTracker tracker;
    private final TagVersionCache versions;
    private final InvalidationRetryQueue retryQueue;
    private final ValueCodec values;
    private final RegionLogger log;
    private final LongSupplier nanoTime;
    private final BoundedCache<NearEntry<V>> entries;
    private final boolean servesWhileDown;
    private final boolean decodesEachRead;
    private final LongAdder hits = new LongAdder();
    private final LongAdder negatives = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder servedWhileDown = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder refusedFills = new LongAdder();
    private final AtomicLong fillsUntilSweep = new AtomicLong(MIN_FILLS_PER_SWEEP);
    /** Number of gaps so far. Values of an earlier epoch are returned only while Redis is unavailable. */
    private final AtomicInteger epoch = new AtomicInteger();
    /** The latest epoch in which a value was added. */
    private final AtomicInteger filledEpoch = new AtomicInteger(-1);
    /** When the first gap began after which no value was added. */
    private volatile long downSinceNanos;

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
        this.weigher = new NearWeigher(settings);
        this.tracker = tracker;
        this.versions = versions;
        this.retryQueue = retryQueue;
        this.values = values;
        this.log = log;
        this.nanoTime = nanoTime;
        this.servesWhileDown = !settings.serveWhileDown().isZero();
        this.decodesEachRead = settings.isDecodingEachRead();
        this.entries = BoundedCache.of(settings.size(), NearEntry::weight);
        this.downSinceNanos = nanoTime.getAsLong();
    }

    /** Returns the entry of a key if it is known to be current; null if the store has to be read. */
    @Nullable
    NearEntry<V> find(String text) {
        NearEntry<V> entry = entries.get(text);
        NearEntry<V> found = entry != null && isCurrent(text, entry) ? decoded(entry) : null;
        if (found == null) {
            misses.increment();
        } else {
            (found.value() == null ? negatives : hits).increment();
        }
        return found;
    }

    /** Returns an entry with an object of its own as its value if the settings ask for that; null if it fails. */
    private @Nullable NearEntry<V> decoded(NearEntry<V> entry) {
        return !decodesEachRead || entry.value() == null
                ? entry
                : values.read(entry.payload(), spec.type())
                        .map(entry::withValue)
                        .orElse(null);
    }

    private boolean isCurrent(String text, NearEntry<V> entry) {
        if (!tracker.isTracking(settings) || !retryQueue.isIdle() || entry.epoch() != epoch.get()) {
            return false;
        }
        if (!entry.isFresh(nanoTime.getAsLong())) {
            if (!servesWhileDown) {
                entries.remove(text, entry);
            }
            return false;
        }
        TagVersion validBy = entry.validBy();
        return validBy == null || isValid(text, entry, validBy);
    }

    @SuppressWarnings("ReferenceEquality") // equal versions are the same object, unless they were read at the same time
    private boolean isValid(String text, NearEntry<V> entry, TagVersion validBy) {
        TagVersion now = tracker.regionVersion();
        if (now == validBy) {
            return true;
        }
        long time = tracker.now();
        TagVersion current = tracker.regionVersion();
        EntryMetadata header = entry.header();
        if (current == null || header == null) {
            return false;
        }
        switch (versions.validityOf(header, current)) {
            case VALID -> {
                entry.foundValid(current, time);
                return true;
            }
            case INVALID -> entries.remove(text, entry);
            case UNKNOWN -> {}
        }
        return false;
    }

    /**
     * Returns the value of an entry that this process read before Redis became unavailable, as a stale one; null if
     * there is none, it is too old, or it is known to have changed since.
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
                : entry.epoch() >= filledEpoch.get()
                        && now - entry.endNanos() < 0
                        && now - downSinceNanos <= settings.serveWhileDown().toNanos();
        NearEntry<V> found = isServed ? decoded(entry) : null;
        if (found == null) {
            return null;
        }
        servedWhileDown.increment();
        return found.asOf(now).asStale();
    }

    /** Returns whether nothing is known that has made an entry invalid, here or by a report of Redis. */
    private boolean isTrusted(String entryName, NearEntry<V> entry) {
        EntryMetadata header = entry.header();
        return retryQueue.trustsEntry(entryName)
                && (header == null
                        || (retryQueue.trustsTags(header.tags().keySet())
                                && tracker.areNotInvalidatedSince(header.tags().keySet(), entry.validTime())));
    }

    /**
     * Begins a read of the store, before it is sent.
     *
     * @return a collector of the values that are read
     */
    NearFill<V> beginRead() {
        return new NearFill<>(this, tracker, nanoTime.getAsLong());
    }

    /**
     * Keeps values, except those that may have changed since the read began.
     *
     * @param since the time of the clock of changes before the read
     * @param readEpoch the epoch before the read
     * @param readNanos the time before the read
     */
    void keep(List<NearCandidate<V>> candidates, long since, int readEpoch, long readNanos) {
        int kept = 0;
        for (NearCandidate<V> candidate : candidates) {
            String text = spec.textOf(candidate.entry()).orElse(null);
            if (text != null && isKept(text, candidate, since, readEpoch, readNanos)) {
                kept++;
            } else {
                refusedFills.increment();
            }
        }
        if (kept > 0) {
            recordFill(readEpoch);
            if (fillsUntilSweep.addAndGet(-kept) <= 0) {
                removeExpired();
            }
        }
    }

    private boolean isKept(String text, NearCandidate<V> candidate, long since, int readEpoch, long readNanos) {
        try {
            long maxAge =
                    Math.min(settings.maxAge().toNanos(), tracker.reports().maxAgeNanos());
            long fresh = Math.min(candidate.read().freshNanos(), maxAge);
            long freshUntil = readNanos + fresh;
            NearEntry<V> entry = new NearEntry<>(
                    candidate,
                    decodesEachRead ? candidate.payload() : NOT_KEPT,
                    weigher.weight(
                            text, candidate.payload().length, candidate.read().value()),
                    readNanos,
                    freshUntil,
                    freshUntil + settings.serveWhileDown().toNanos(),
                    readEpoch,
                    since);
            return entries.putIf(
                    text,
                    entry,
                    () -> epoch.get() == readEpoch && tracker.isCurrent(candidate.entry(), since, settings));
        } catch (Throwable e) {
            // The weigher is code of the application, and the read has succeeded without it.
            log.warn("a value could not be kept in the near cache", e);
            return false;
        }
    }

    /** Records that a value of an epoch was added: those of earlier ones have been outdated by a gap since. */
    private void recordFill(int ofEpoch) {
        int before = filledEpoch.getAndAccumulate(ofEpoch, Math::max);
        if (servesWhileDown && before < ofEpoch) {
            entries.removeIf(entry -> entry.epoch() < ofEpoch);
        }
    }

    private void removeExpired() {
        // First, so that no other thread searches at the same time.
        fillsUntilSweep.set(Math.max(MIN_FILLS_PER_SWEEP, entries.size() / 4));
        long now = nanoTime.getAsLong();
        entries.removeIf(entry -> now - entry.endNanos() >= 0);
    }

    int epoch() {
        return epoch.get();
    }

    /** Removes the value that was kept for outages, if there is one: the store has answered with what it holds now. */
    void storeAnswered(String entryName) {
        if (servesWhileDown) {
            spec.textOf(entryName).ifPresent(this::removeOutdated);
        }
    }

    private void removeOutdated(String text) {
        NearEntry<V> entry = entries.get(text);
        if (entry != null && entry.epoch() != epoch.get()) {
            entries.remove(text, entry);
        }
    }

    /** Removes the value of an entry that has changed. */
    void entryChanged(String entryName) {
        spec.textOf(entryName).ifPresent(entries::remove);
    }

    /** Removes all values. */
    void discard() {
        allChanged();
        entries.clear();
    }

    /** Makes all values outdated, and removes them unless they are kept for the time while Redis is unavailable. */
    void allChanged() {
        boolean wasFilled = filledEpoch.get() == epoch.get();
        if (wasFilled) {
            gaps.increment();
            downSinceNanos = nanoTime.getAsLong();
        }
        // Before the removal, which may overlook a value that is being added.
        epoch.incrementAndGet();
        if (!servesWhileDown) {
            entries.clear();
        }
    }

    /** Returns the number of reads that found a value. */
    long hits() {
        return hits.sum();
    }

    /** Returns the number of reads that found that no value exists. */
    long negatives() {
        return negatives.sum();
    }

    /** Returns the state of the reports on which this near cache relies. */
    ReportState.Status status() {
        return tracker.reports().status(settings);
    }

    NearCacheStatistics statistics() {
        LocalStoreStatistics fill = entries.statistics();
        ReportState.Status status = status();
        return new NearCacheStatistics(
                status.state(),
                status.reason(),
                hits.sum() + negatives.sum(),
                misses.sum(),
                servedWhileDown.sum(),
                tracker.reportedKeys(),
                gaps.sum(),
                refusedFills.sum(),
                fill.evicted(),
                fill.entries(),
                fill.weight(),
                tracker.sinceHeartbeat());
    }
}
