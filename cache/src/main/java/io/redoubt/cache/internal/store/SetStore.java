package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import java.util.List;

/**
 * Storage interface for sets of encoded elements, implemented on Redis and in memory. Keys are validated by the caller.
 * Thread-safe.
 */
interface SetStore {

    /** Adds elements, at least one. A set that is created gets the time to live. Returns how many are new. */
    int add(String key, List<byte[]> elements, Ttl ttl);

    /** Removes elements, at least one. Returns how many were present. */
    int remove(String key, List<byte[]> elements);

    boolean contains(String key, byte[] element);

    /**
     * Returns all elements.
     *
     * @throws io.redoubt.api.StoreRejectedException if there are more than {@code max}
     */
    List<byte[]> members(String key, int max);

    long size(String key);
}
