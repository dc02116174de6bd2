package io.redoubt.api.cache;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Snapshot of the hits, misses, loads and evictions that this process has counted for one cache store and its regions.
 * The counts begin when the store is opened. Immutable.
 *
 * @param hits reads that found a value; each key of a bulk read counts, and those of a warm-up do not
 * @param misses reads that found no value
 * @param undecodable misses where bytes were found that could not be decoded
 * @param loads runs of region loaders
 * @param evictions entries that this process evicted to stay within its memory; zero unless the store is embedded
 * @param near the near caches of values by the prefix of their keys, without those of regions
 */
public record CacheStatistics(
        long hits, long misses, long undecodable, long loads, long evictions, Map<String, NearCacheStatistics> near) {

    public CacheStatistics {
        near = Collections.unmodifiableMap(new LinkedHashMap<>(near));
    }

    /** Creates statistics of a store without near caches of values under keys. */
    public CacheStatistics(long hits, long misses, long undecodable, long loads, long evictions) {
        this(hits, misses, undecodable, loads, evictions, Map.of());
    }

    /** Returns the fraction of the reads that found a value, from 0 to 1; 0 before the first read. */
    public double hitRate() {
        long reads = hits + misses;
        return reads == 0 ? 0 : (double) hits / reads;
    }
}
