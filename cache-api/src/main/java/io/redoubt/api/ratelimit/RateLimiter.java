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
 * <p><b>Exact.</b> The window slides: at no moment has more than the limit been admitted within the window that
 * ends there. A cost that was admitted at time {@code t} counts while {@code now < t + window}. Time is the
 * server's, in microseconds for windows of up to 35 minutes, in milliseconds for longer ones. A rejected call is
 * not stored, and does not count.
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
 * <p><b>When Redis is down</b>, or cannot write, nothing is thrown: each policy defines whether it admits or
 * rejects then, and the decision is marked as {@link Decision.Source#FALLBACK}. It is made within the command
 * timeout. One rejecting policy is enough to reject, with a {@code retryAfter} of one second; a cost above the
 * limit is always rejected. Where the outcome is unknown, the costs may have been taken, and are not given back.
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

    /** Returns the asynchronous view of this rate limiter. The same object every time. */
    AsyncRateLimiter async();
}
