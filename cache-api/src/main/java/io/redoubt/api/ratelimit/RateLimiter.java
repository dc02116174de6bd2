package io.redoubt.api.ratelimit;

/**
 * Rate limiter that checks whether a call is allowed now under one or more limits that all processes share.
 *
 * <pre>{@code
 * Decision decision = limiter.tryAcquire(CHAT.by("user", userId), API.by("user", userId));
 * if (!decision.allowed()) {
 *     reply429(decision.retryAfter());
 * }
 * }</pre>
 *
 * <p><b>Exact</b> with {@link RateLimitPolicy#slidingWindow}: at no moment has more than the limit been admitted within
 * the window that ends there. A cost that was admitted at time {@code t} counts while {@code now < t + window}. The
 * guarantees of the other algorithms are in {@link RateLimitAlgorithm}. Time is the server's, in microseconds, or in
 * milliseconds for sliding windows above 35 minutes. It never runs backwards under a limit, even if the server's clock
 * does. A rejected call is not stored, and does not count.
 *
 * <p><b>Several limits</b> are taken all or none. Limits of one subject are decided by one script in one round
 * trip. Limits of several subjects are decided in parallel, and given back where another one rejects: too much is
 * never admitted, but in the meantime another caller may be rejected that would otherwise have been admitted.
 *
 * <p>Thread-safe, blocking.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for invalid arguments, before anything is sent:
 * no limit at all, more than {@value #MAX_LIMITS}, or the same limit twice. {@link
 * io.redoubt.api.RedoubtInterruptedException} for an interrupted thread, and {@link
 * io.redoubt.api.StoreRejectedException} if Redis refuses the call though it is up, because the user lacks a right or
 * another program uses the key: in both cases no policy decides.
 *
 * <p><b>When Redis is down</b>, or cannot write, nothing is thrown: each policy defines whether it admits, rejects or
 * counts in this process then, and the decision is marked as {@link Decision.Source#FALLBACK}. It is made within the
 * timeout of rate limits, 250 ms by default. One rejecting policy is enough to reject, with a {@code retryAfter} of one
 * second, or of the time in which the cost fits a policy that counts in this process; a cost above the limit is always
 * rejected. Where the outcome is unknown, the costs may have been taken, and are not given back.
 */
public interface RateLimiter {

    /** Maximum number of limits in one call. */
    int MAX_LIMITS = 16;

    /** Takes the costs of all limits, or of none. Does not wait until they fit. */
    Decision tryAcquire(RateLimitRequest... limits);

    /** Returns the decision that {@link #tryAcquire} would make now, with what would remain; takes nothing. */
    Decision peek(RateLimitRequest... limits);

    /**
     * Resets these limits: deletes what they have admitted.
     *
     * @throws io.redoubt.api.StoreUnavailableException if Redis is down
     * @throws io.redoubt.api.StoreRejectedException if Redis returns an error
     */
    void reset(RateLimitRequest... limits);

    /** Gives back everything that the decided call took, see {@link #refund(Decision, int)}. */
    default void refund(Decision decision) {
        refund(decision, RateLimitAlgorithm.MAX_COUNTED_LIMIT);
    }

    /**
     * Gives back units that a call took and did not need, for example since it failed later. Each limit of the call
     * gets up to so many units back, and never more than the call took: repeated refunds of one decision end when
     * everything is given back. Does nothing for a decision that took nothing.
     *
     * <p>A limit gets nothing back that no longer counts: since the admission has left the window, the bucket has been
     * full, the limit was reset, or its algorithm or the window of its sliding-window counter changed. In a sliding
     * window exactly the units of this call are removed. A token bucket gets back the units less what its refill has
     * added since the admission.
     *
     * @param cost number of units, at least 1
     * @throws io.redoubt.api.InvalidInputException if the decision is of another kind of rate limiter
     * @throws io.redoubt.api.StoreUnavailableException if Redis is down; the units stay taken, and are not given back
     *     by a further refund, since the first one may have taken effect
     * @throws io.redoubt.api.StoreRejectedException if Redis returns an error
     */
    void refund(Decision decision, int cost);

    /**
     * Returns the policy of a name that an operator has defined by {@code RATE_LIMIT_<NAME>_MAX} and {@code
     * RATE_LIMIT_<NAME>_WINDOW}, or the ready-made one of {@link RateLimitPolicies}, with what the configuration
     * overrides. A policy that is defined by the configuration alone is an exact sliding window unless {@code
     * RATE_LIMIT_<NAME>_ALGORITHM} says otherwise, and rejects while Redis is down.
     *
     * @throws io.redoubt.api.InvalidInputException if there is no such policy
     */
    RateLimitPolicy policy(String name);

    /** Returns the limiter of calls that run at the same time. The same object every time. */
    ConcurrencyLimiter concurrency();

    /** Returns the asynchronous view of this rate limiter. The same object every time. */
    AsyncRateLimiter async();
}
