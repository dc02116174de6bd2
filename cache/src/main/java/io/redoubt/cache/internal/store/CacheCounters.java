package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.CacheStatistics;
import java.util.concurrent.atomic.LongAdder;

/** Set of counters for the hits, misses and loads of a cache store and its regions. Thread-safe. */
public final class CacheCounters {

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder undecodable = new LongAdder();
    private final LongAdder loads = new LongAdder();

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

    public CacheStatistics snapshot(long evictions) {
        return new CacheStatistics(hits.sum(), misses.sum(), undecodable.sum(), loads.sum(), evictions);
    }
}
