package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.RegionStatistics;
import io.redoubt.cache.internal.store.CacheCounters;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Set of counters for the reads, loads and refreshes of one {@code Region} object. Views of that region share the
 * counters. Thread-safe.
 */
final class RegionCounters implements ReadCounters {

    final LongAdder hits = new LongAdder();
    final LongAdder negatives = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder notStored = new LongAdder();
    final LongAdder loadsWhileDown = new LongAdder();
    final LongAdder refreshes = new LongAdder();
    final LongAdder refreshesRefused = new LongAdder();
    final LongAdder waits = new LongAdder();

    private final CacheCounters store;
    private final @Nullable NearCache<?> near;

    /** @param near counts the reads that it answers, which also count as hits; null for none */
    RegionCounters(CacheCounters store, @Nullable NearCache<?> near) {
        this.store = store;
        this.near = near;
    }

    @Override
    public void recordUsable(ReadResult.Value<?> value) {
        if (!value.isFresh()) {
            stale.increment();
        } else if (value.value() == null) {
            negatives.increment();
        } else {
            hits.increment();
        }
        store.hit();
    }

    RegionStatistics snapshot(long replaysPending) {
        return new RegionStatistics(
                hits.sum() + (near == null ? 0 : near.hits()),
                negatives.sum() + (near == null ? 0 : near.negatives()),
                stale.sum(),
                misses.sum(),
                loads.sum(),
                loadFailures.sum(),
                notStored.sum(),
                loadsWhileDown.sum(),
                refreshes.sum(),
                refreshesRefused.sum(),
                waits.sum(),
                replaysPending,
                near == null ? NearCacheStatistics.NONE : near.statistics());
    }

    @Override
    public void miss() {
        misses.increment();
        store.miss();
    }

    void load() {
        loads.increment();
        store.load();
    }
}
