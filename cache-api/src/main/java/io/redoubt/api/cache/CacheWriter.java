package io.redoubt.api.cache;

import org.jspecify.annotations.Nullable;

/**
 * Function, such as {@code repository::save}, with which a {@link WriteThrough} writes one value to the data source.
 * It is the counterpart of a {@link Loader}.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface CacheWriter<K, V> {

    /**
     * Writes the value, or removes it where it is null. Returns after the source has accepted the write. Runs on
     * the caller's thread, and is repeated if it throws.
     *
     * @throws Exception on any failure
     */
    void write(K key, @Nullable V value) throws Exception;
}
