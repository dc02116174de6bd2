package io.redoubt.api.cache;

/**
 * Statistics of one {@link Region} object: its reads, loads and refreshes since the object was created. Each read of a
 * key counts as one of the first four; those of a warm-up do not count. Immutable.
 *
 * @param hits reads that found a fresh value; each key of a bulk read counts
 * @param negatives reads that found an entry that records that no value exists
 * @param stale reads that returned a stale value
 * @param misses reads that returned none of these, also where a stale value was replaced by a loaded one
 * @param loads runs of loaders
 * @param loadFailures runs of loaders that threw
 * @param notStored loaded values that were not stored: invalidated during the load, not to be stored, or rejected
 *     by the store
 * @param loadsWhileDown keys that were loaded because the store did not reply
 * @param refreshes keys that were loaded again in the background, successfully or not
 * @param refreshesRefused keys that were due for a refresh when too many refreshes were running already
 * @param waits keys that another process was loading, and for which this one waited
 * @param replaysPending invalidations that have not reached the store yet, of all regions of this name in this
 *     process
 * @param near the near cache, which regions of equal specifications share
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
        long replaysPending,
        NearCacheStatistics near) {}
