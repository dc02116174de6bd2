package io.redoubt.api.cache;

import java.util.Map;
import java.util.Set;

/**
 * Function, such as {@code repository::findAll}, that loads several missing values of a cache region in one call.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface BulkLoader<K, V> {

    /**
     * Returns the values that exist, by their keys. A key that is not in the result has no value, which is
     * remembered where the region has a negative time to live.
     *
     * @param keys the requested keys that are missing, in the order of the call
     * @throws Exception on any failure; see {@link Region}
     */
    Map<K, ? extends V> loadAll(Set<K> keys) throws Exception;
}
