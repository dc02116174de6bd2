package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.ConcurrencyRequest;

/**
 * Storage interface for permits that are held at the moment. Implemented on Redis and in memory. Thread-safe. Methods
 * throw {@link io.redoubt.api.RedoubtException}s; policies are left to the layer above.
 */
interface PermitStore {

    /**
     * Holds the units of a request for its lease if all of them are free. Returns whether they were.
     *
     * @param id names the holder
     */
    boolean acquire(ConcurrencyRequest request, String id);

    /** Begins the lease of a holder anew. Returns false if it holds nothing any more. */
    boolean renew(ConcurrencyRequest request, String id);

    /** Frees the units of a holder. */
    void release(ConcurrencyRequest request, String id);

    /** Returns how many units are free. */
    int available(ConcurrencyRequest request);

    /** Frees all units. */
    void reset(ConcurrencyRequest request);
}
