package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.Decision.Outcome;
import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import java.time.Duration;
import java.util.Optional;

/**
 * Result of checking one call against one rate limit: how much of the limit is left, and how long the call has to wait.
 * A decision may combine several of these results.
 *
 * @param request the request
 * @param available how many units of the limit were left before the request; never negative
 * @param retryAfter time until the cost fits: zero if it fits now, empty if it never will
 * @param source whether the store or the policy's fallback decided
 */
record LimitResult(PermitRequest request, int available, Optional<Duration> retryAfter, Source source) {

    /**
     * Time to wait before a retry while the store is unavailable. A constant, since the end of the failure cannot
     * be known; short, since most failures are.
     */
    static final Duration FALLBACK_RETRY_AFTER = Duration.ofSeconds(1);

    /** Value in place of a number of ticks that means "never". */
    static final long NEVER = -1;

    /**
     * Returns the result of the store.
     *
     * @param liveCount number of units admitted within the window before
     * @param waitTicks number of ticks until the cost fits; zero if it fits now, or {@link #NEVER}
     */
    static LimitResult fromStore(PermitRequest request, int liveCount, long waitTicks) {
        Optional<Duration> retryAfter = waitTicks == NEVER
                ? Optional.empty()
                : Optional.of(request.resolution().duration(waitTicks));
        return new LimitResult(request, Math.max(0, request.policy().limit() - liveCount), retryAfter, Source.STORE);
    }

    /** Returns the result while the store is unavailable. A cost above the limit is rejected even then. */
    static LimitResult fallback(PermitRequest request) {
        int limit = request.policy().limit();
        if (request.cost() > limit) {
            return new LimitResult(request, 0, Optional.empty(), Source.FALLBACK);
        }
        return request.policy().whenUnavailable() == WhenUnavailable.OPEN
                ? new LimitResult(request, limit, Optional.of(Duration.ZERO), Source.FALLBACK)
                : new LimitResult(request, 0, Optional.of(FALLBACK_RETRY_AFTER), Source.FALLBACK);
    }

    /** Returns whether the cost fits now. */
    boolean fits() {
        return outcome() == Outcome.ALLOWED;
    }

    /** Returns the outcome of a call with this limit alone. */
    Outcome outcome() {
        return retryAfter
                .map(wait -> wait.isZero() ? Outcome.ALLOWED : Outcome.REJECTED)
                .orElse(Outcome.COST_ABOVE_LIMIT);
    }
}
