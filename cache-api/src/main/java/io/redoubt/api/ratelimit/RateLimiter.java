package io.redoubt.api.ratelimit;

/**
 * Decides whether something may happen now, so that no more of it happens than its limits allow, in all processes together.
 *
 * <pre>{@code
 * Decision decision = limiter.acquire(CHAT.by("user", userId), API.by("user", userId));
 * if (!decision.allowed()) {
 *     reply429(decision.retryAfter());
 * }
 * }</pre>
 *
 * <p><b>Exact.</b> The window slides: at no moment has more than the limit been admitted within the window that ends there.
 * A cost that was admitted at time {@code t} counts while {@code now < t + window}. Time is the server's, in microseconds
 * for windows of up to 35 minutes, in milliseconds for longer ones. What is rejected is stored nowhere, and counts for nothing.
 *
 * <p><b>Several limits</b> are taken all or none. Limits of one subject are decided in one script and one round trip. Limits
 * of several subjects are decided in parallel, and given back where another one rejects: never is too much admitted, but for
 * that moment another caller may be rejected who would have been admitted otherwise.
 *
 * <p>Thread-safe, blocking.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for bad input, before anything is sent: no limit at all, more
 * than {@value #MAX_LIMITS}, or the same limit twice.
 *
 * <p><b>When Redis is down</b> nothing is thrown: each policy says whether it admits or rejects then, and the decision is
 * marked as {@link Decision.Source#FALLBACK}. It comes within the command timeout. One policy that rejects is enough to reject,
 * with a {@code retryAfter} of one second; a cost above the limit is rejected by all. Where the outcome is unknown, the costs
 * may have been taken, and are not given back.
 */
public interface RateLimiter {

    /** The most limits in one call. */
    int MAX_LIMITS = 16;

    /** Takes the costs of all limits, or of none. */
    Decision acquire(RateLimit... limits);

    /** What {@link #acquire} would decide now, to what would remain; takes nothing. */
    Decision peek(RateLimit... limits);

    /**
     * Forgets what these limits have admitted.
     *
     * @throws io.redoubt.api.StoreUnavailableException if Redis is down
     * @throws io.redoubt.api.StoreRejectedException if Redis refuses
     */
    void reset(RateLimit... limits);
}
