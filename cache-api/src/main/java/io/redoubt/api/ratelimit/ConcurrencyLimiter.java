package io.redoubt.api.ratelimit;

import java.util.Optional;

/**
 * Limiter of calls that run at the same time, in all processes together.
 *
 * <pre>{@code
 * Optional<ConcurrencyPermit> permit = limiter.tryAcquire(EXPORTS.by("customer", id));
 * if (permit.isEmpty()) {
 *     return reply429();
 * }
 * try (ConcurrencyPermit held = permit.get()) {
 *     export();
 * }
 * }</pre>
 *
 * <p><b>Never above the limit:</b> a unit is free when it was released, or when its lease has ended by the server's
 * clock. A holder that is still running after that is not stopped: it asks {@link ConcurrencyPermit#isValid()}, and
 * renews in time. If the server's clock steps forward, leases end earlier by as much.
 *
 * <p>Thread-safe, blocking; one round trip for each call. Nothing is thrown while Redis is down: the policy decides, as
 * for a {@link RateLimiter}, and the permit says so ({@link Decision.Source#FALLBACK}). What Redis refuses though it is
 * up throws {@link io.redoubt.api.StoreRejectedException}. Where the outcome is unknown, the units may be held until
 * the lease ends.
 */
public interface ConcurrencyLimiter {

    /** Acquires a permit if all its units are free; empty if not. Does not wait. */
    Optional<ConcurrencyPermit> tryAcquire(ConcurrencyRequest request);

    /**
     * Returns how many units are free now.
     *
     * @throws io.redoubt.api.StoreUnavailableException if Redis is down
     * @throws io.redoubt.api.StoreRejectedException if Redis returns an error
     */
    int available(ConcurrencyRequest request);

    /**
     * Frees all units of this limit. Those who hold permits learn it when they renew.
     *
     * @throws io.redoubt.api.StoreUnavailableException if Redis is down
     * @throws io.redoubt.api.StoreRejectedException if Redis returns an error
     */
    void reset(ConcurrencyRequest request);
}
