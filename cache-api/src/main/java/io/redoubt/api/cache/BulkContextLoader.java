package io.redoubt.api.cache;

import java.util.Map;
import java.util.Set;

/**
 * Bulk loader that can also set tags and a time to live for each value, or keep values out of the cache.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface BulkContextLoader<K, V> {

    /**
     * Returns the values that exist, by their keys; see {@link BulkLoader#loadAll}.
     *
     * @param context receives the options of each value
     * @throws Exception on any failure; see {@link Region}
     */
    Map<K, ? extends V> loadAll(Set<K> keys, BulkLoadContext<K> context) throws Exception;

    /** Returns a loader that sets no options. */
    static <K, V> BulkContextLoader<K, V> of(BulkLoader<K, ? extends V> loader) {
        return (keys, context) -> loader.loadAll(keys);
    }
}
