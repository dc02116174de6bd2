package io.redoubt.api.cache;

/**
 * Progress of a {@link CacheStore#deleteMatching} call: keys deleted so far, keys scanned so far, and total keys to
 * scan. Immutable.
 *
 * @param deleted number of keys deleted so far
 * @param scanned approximate number of keys scanned so far
 * @param keys number of keys to scan when the deletion began, including those of other applications on the same
 *     servers
 */
public record DeletionProgress(long deleted, long scanned, long keys) {

    /** Returns the approximate fraction that is done, from 0 to 1. */
    public double fraction() {
        return keys == 0 ? 1 : Math.min(1, (double) scanned / keys);
    }
}
