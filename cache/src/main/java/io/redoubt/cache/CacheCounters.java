package io.redoubt.cache;

import io.redoubt.api.cache.CacheStatistics;
import java.util.concurrent.atomic.LongAdder;

/** Statistics counters of a store and its regions. Thread-safe. */
final class CacheCounters {

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder undecodable = new LongAdder();
    private final LongAdder loads = new LongAdder();

    void hit() {
        hits.increment();
    }

    void miss() {
        misses.increment();
    }

    void undecodable() {
        undecodable.increment();
    }

    void load() {
        loads.increment();
    }

    CacheStatistics snapshot(long evictions) {
        return new CacheStatistics(hits.sum(), misses.sum(), undecodable.sum(), loads.sum(), evictions);
    }
}
