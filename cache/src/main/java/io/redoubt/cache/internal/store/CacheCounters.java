package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.CacheStatistics;
import io.redoubt.api.cache.NearCacheStatistics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Set of counters for the hits, misses and loads of a cache store and its regions. Thread-safe. */
public final class CacheCounters {

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder undecodable = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final List<LongSupplier> otherHits = new CopyOnWriteArrayList<>();

    /** Adds the hits that are counted elsewhere, so that a frequent one need not be counted twice. */
    public void addHitsOf(LongSupplier counted) {
        otherHits.add(counted);
    }

    public void hit() {
        hits.increment();
    }

    public void miss() {
        misses.increment();
    }

    public void undecodable() {
        undecodable.increment();
    }

    public void load() {
        loads.increment();
    }

    CacheStatistics snapshot(long evictions, Map<String, NearCacheStatistics> near) {
        long allHits = hits.sum()
                + otherHits.stream().mapToLong(LongSupplier::getAsLong).sum();
        return new CacheStatistics(allHits, misses.sum(), undecodable.sum(), loads.sum(), evictions, near);
    }
}
