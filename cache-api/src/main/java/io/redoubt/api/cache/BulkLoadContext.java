package io.redoubt.api.cache;

import java.time.Duration;

/**
 * Handle with which a {@link BulkContextLoader} sets tags and a time to live for each value, or keeps values out of
 * the cache. To be used on the loader's thread only.
 *
 * @param <K> type of the keys
 */
public interface BulkLoadContext<K> {

    /**
     * Returns the options of the value of one key.
     *
     * @throws io.redoubt.api.InvalidInputException if the loader was not asked for this key
     */
    LoadContext of(K key);

    /** Assigns tags to the value of a key, as {@link LoadContext#tags} does. */
    default void tags(K key, String... tags) {
        of(key).tags(tags);
    }

    /** Sets a time to live for the value of a key, as {@link LoadContext#ttl} does. */
    default void ttl(K key, Duration ttl) {
        of(key).ttl(ttl);
    }

    /** Requests that the value of a key is returned but not stored. */
    default void doNotStore(K key) {
        of(key).doNotStore();
    }
}
