package io.redoubt.cache.internal.region;

import io.redoubt.cache.internal.near.ReportState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collector that copies values just read from an {@link EntryStore} into a near cache (a cache in this process). A
 * value that may have changed since the read began is not copied. Confined to one thread.
 */
final class NearFill<V> {

    private final @Nullable NearCache<V> cache;
    private final @Nullable RegionChangeTracker tracker;
    private final long readNanos;
    private final int epoch;
    private final long since;
    private final List<NearCandidate<V>> candidates = new ArrayList<>();

    NearFill(NearCache<V> cache, RegionChangeTracker tracker, long readNanos) {
        this(cache, tracker, readNanos, tracker.now());
    }

    private NearFill(@Nullable NearCache<V> cache, @Nullable RegionChangeTracker tracker, long readNanos, long since) {
        this.cache = cache;
        this.tracker = tracker;
        this.readNanos = readNanos;
        this.epoch = cache == null ? 0 : cache.epoch();
        // Changes that are not reported when the read begins may be missed.
        this.since = tracker != null && tracker.isTracking(ReportState.Scope.VERSIONS) ? since : -1;
    }

    /** Returns a collector that keeps no value, but remembers the region version. */
    static <V> NearFill<V> watching(RegionChangeTracker tracker) {
        return new NearFill<>(null, tracker, 0, tracker.now());
    }

    /** Returns a collector that keeps nothing. */
    static <V> NearFill<V> none() {
        return new NearFill<>(null, null, 0, -1);
    }

    /** Records the region version that was read. Returns it, as the object to compare it with later. */
    @Nullable
    TagVersion versionRead(@Nullable TagVersion version) {
        return tracker == null || since < 0 ? version : tracker.remember(version, since);
    }

    /** Adds a value that was read. It is kept only if it is fresh. */
    void add(
            String entry,
            ReadResult<V> result,
            @Nullable EntryMetadata header,
            byte[] payload,
            @Nullable TagVersion validBy) {
        if (cache != null && since >= 0 && result instanceof ReadResult.Value<V> value && value.isFresh()) {
            candidates.add(new NearCandidate<>(entry, value, header, payload, validBy));
        }
    }

    /**
     * Keeps what was added.
     *
     * @param entries the entries that were read
     * @param results the results of the read, in the same order
     */
    void keep(List<String> entries, List<ReadResult<V>> results) {
        if (cache == null) {
            return;
        }
        if (!candidates.isEmpty()) {
            cache.keep(candidates, since, epoch, readNanos);
        }
        for (int i = 0; i < entries.size(); i++) {
            if (!(results.get(i) instanceof ReadResult.Unavailable)) {
                cache.storeAnswered(entries.get(i));
            }
        }
    }
}
