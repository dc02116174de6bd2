package io.redoubt.api.cache;

import org.jspecify.annotations.Nullable;

/**
 * Function, such as {@code repository::find}, that loads a missing value of a cache region from the data source.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface Loader<K, V> {

    /**
     * Returns the value, or null if none exists. Runs on the thread of one of the callers that miss the value. If
     * the region has a soft timeout or a hard timeout shorter than the default, or refreshes a value in the
     * background, it runs on a thread of the cache.
     *
     * @throws Exception on any failure; see {@link Region}
     */
    @Nullable
    V load(K key) throws Exception;
}
