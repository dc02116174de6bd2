package io.redoubt.api.ratelimit;

/**
 * Right of one call to run, which counts against a {@link ConcurrencyPolicy} until it is closed or its lease ends.
 * Thread-safe.
 */
public interface ConcurrencyPermit extends AutoCloseable {

    /**
     * Returns whether this permit still counts, by the monotonic clock of this process, which is on the safe side: the
     * lease on the server began later. Sends nothing.
     */
    boolean isValid();

    /**
     * Begins the lease anew. Returns false if it had ended, or the limit was reset: then others may hold the units, and
     * the call should stop.
     *
     * @throws io.redoubt.api.StoreUnavailableException if Redis is down; the lease goes on until it ends
     * @throws io.redoubt.api.StoreRejectedException if Redis returns an error
     */
    boolean renew();

    /** Returns whether the store granted this permit, or a fallback. */
    Decision.Source source();

    /** Frees the units. Idempotent. Throws nothing if Redis is down: then the end of the lease frees them. */
    @Override
    void close();
}
