package io.redoubt.api.cache;

/**
 * What one process has counted since its store was opened. Immutable.
 *
 * @param hits reads that found a value, each key of a bulk read counted
 * @param misses reads that found none
 * @param undecodable those of the misses where something was found that did not decode
 * @param loads runs of a region's loader
 * @param evictions entries that this process dropped to stay within its memory; none unless the store is embedded
 */
public record CacheStatistics(long hits, long misses, long undecodable, long loads, long evictions) {

    /** The part of the reads that found a value, from 0 to 1; 0 before the first read. */
    public double hitRate() {
        long reads = hits + misses;
        return reads == 0 ? 0 : (double) hits / reads;
    }
}
