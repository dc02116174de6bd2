package io.redoubt.api.cache;

import java.util.Set;

/**
 * One run of a {@link BulkLoader}: what is to be loaded, and what the loader says about it. For the thread of the loader.
 *
 * @param <K> what identifies a thing
 */
public interface BulkLoad<K> {

    /** The keys that were asked for and are missing, in the order of the call. */
    Set<K> keys();

    /** Ties the value of a key to tags, as {@link Load#tags} does. */
    void tags(K key, String... tags);
}
