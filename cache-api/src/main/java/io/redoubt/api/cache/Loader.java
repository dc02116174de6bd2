package io.redoubt.api.cache;

import org.jspecify.annotations.Nullable;

/**
 * Function that loads a missing value of a region from its source, such as {@code repository::find}.
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
