package io.redoubt.api.cache;

/**
 * What one region object has counted since it was made. Immutable.
 *
 * @param hits reads that found a fresh value, each key of a bulk read counted
 * @param negatives reads that found that there is no such thing
 * @param stale reads that were answered with a value past its end
 * @param misses reads that found none of these
 * @param loads runs of loaders
 * @param loadFailures those that threw
 * @param notStored loaded values that were not stored: invalidated meanwhile, not wanted, or refused by the store
 * @param loadsWhileDown loaded keys that the store did not answer for
 * @param refreshes keys that were loaded again in the background, successfully or not
 * @param refreshesRefused keys that were due for that when too much was under way already
 * @param waits keys that another process was loading, and that were waited for
 * @param replaysPending invalidations that have not reached the store yet, of all regions of this name in this process
 */
public record RegionStatistics(
        long hits,
        long negatives,
        long stale,
        long misses,
        long loads,
        long loadFailures,
        long notStored,
        long loadsWhileDown,
        long refreshes,
        long refreshesRefused,
        long waits,
        long replaysPending) {}
