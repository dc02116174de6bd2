package io.redoubt.api.cache;

/**
 * How far {@link CacheStore#deleteMatching} has come. Immutable.
 *
 * @param deleted keys that are gone
 * @param scanned keys that were looked at, approximately
 * @param keys how many there were to look at when it began, those of other applications on the same servers included
 */
public record DeletionProgress(long deleted, long scanned, long keys) {

    /** The part that is done, from 0 to 1, approximately. */
    public double fraction() {
        return keys == 0 ? 1 : Math.min(1, (double) scanned / keys);
    }
}
