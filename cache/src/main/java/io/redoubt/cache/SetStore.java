package io.redoubt.cache;

import io.redoubt.api.Ttl;
import java.util.List;

/** Sets of encoded elements under checked keys, on Redis or in this process. Thread-safe. */
interface SetStore {

    /** Adds elements, at least one; a set that is created gets the time to live. Returns how many are new. */
    int add(String key, List<byte[]> elements, Ttl ttl);

    /** Removes elements, at least one. Returns how many were there. */
    int remove(String key, List<byte[]> elements);

    boolean contains(String key, byte[] element);

    /**
     * All elements.
     *
     * @throws io.redoubt.api.StoreRejectedException if there are more than {@code most}
     */
    List<byte[]> members(String key, int max);

    long size(String key);
}
