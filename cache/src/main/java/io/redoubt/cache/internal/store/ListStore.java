package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Storage interface for lists of encoded elements, implemented on Redis and in memory. Keys are validated by the
 * caller. Thread-safe.
 */
interface ListStore {

    /** The limit of a list that has none. */
    int UNBOUNDED = 0;

    /**
     * Pushes elements, at least one, one after another. A list that is created gets the time to live.
     *
     * @param max how many elements are kept, counted from the end that was pushed to; {@link #UNBOUNDED} for all
     * @return the length of the list afterwards
     */
    long push(String key, End end, List<byte[]> elements, int max, Ttl ttl);

    /** Removes and returns the element at an end; null if there is none. */
    byte @Nullable [] pop(String key, End end);

    /**
     * Returns the elements from one index to another, both inclusive; indexes from -1 downwards count from the
     * last element.
     */
    List<byte[]> range(String key, long from, long to);

    /** Removes all elements except {@code count} of them at an end. */
    void keep(String key, End end, int count);

    long size(String key);

    /** End of a list. */
    enum End {
        FIRST,
        LAST
    }
}
