package io.redoubt.api.cache;

import java.util.Set;

/**
 * Context of one run of a {@link BulkLoader}: the keys to load, and the tags that the loader assigns. To be used
 * on the loader's thread only.
 *
 * @param <K> type of the keys
 */
public interface BulkLoadContext<K> {

    /** Returns the requested keys that are missing, in the order of the call. */
    Set<K> keys();

    /** Assigns tags to the value of a key, as {@link LoadContext#tags} does. */
    void tags(K key, String... tags);
}
