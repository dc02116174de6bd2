package io.redoubt.api.cache;

import org.jspecify.annotations.Nullable;

/**
 * Loader that can also set tags and a time to live for the loaded value, or keep the value out of the cache.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface ContextLoader<K, V> {

    /**
     * Returns the value, or null if none exists; see {@link Loader#load}.
     *
     * @param context receives the options of this value
     * @throws Exception on any failure; see {@link Region}
     */
    @Nullable
    V load(K key, LoadContext context) throws Exception;

    /** Returns a loader that sets no options. */
    static <K, V> ContextLoader<K, V> of(Loader<? super K, ? extends V> loader) {
        return (key, context) -> loader.load(key);
    }
}
