package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import java.time.Duration;
import java.util.Optional;

/**
 * What one limit says to a demand, whatever the others say.
 *
 * @param request the demand
 * @param available how much of the limit was left before; never negative
 * @param retryAfter how long until the cost fits: zero if it does, empty if it never will
 * @param source who says so
 */
record LimitResult(PermitRequest request, int available, Optional<Duration> retryAfter, Source source) {

    /**
     * After how long to ask again while the store does not answer. A constant, since nobody knows better; short, since most
     * failures are.
     */
    static final Duration FALLBACK_RETRY_AFTER = Duration.ofSeconds(1);

    /** In place of a number of ticks: never. */
    static final long NEVER = -1;

    /**
     * A verdict of the store.
     *
     * @param liveCount how much was admitted within the window before
     * @param waitTicks how many ticks until the cost fits, zero or {@link #NEVER}
     */
    static LimitResult fromStore(PermitRequest request, int liveCount, long waitTicks) {
        Optional<Duration> retryAfter = waitTicks == NEVER
                ? Optional.empty()
                : Optional.of(request.resolution().duration(waitTicks));
        return new LimitResult(request, Math.max(0, request.policy().limit() - liveCount), retryAfter, Source.STORE);
    }

    /** The verdict while the store does not answer. What is above the limit at all is rejected even then. */
    static LimitResult fallback(PermitRequest request) {
        int limit = request.policy().limit();
        if (request.cost() > limit) {
            return new LimitResult(request, 0, Optional.empty(), Source.FALLBACK);
        }
        return request.policy().whenUnavailable() == WhenUnavailable.OPEN
                ? new LimitResult(request, limit, Optional.of(Duration.ZERO), Source.FALLBACK)
                : new LimitResult(request, 0, Optional.of(FALLBACK_RETRY_AFTER), Source.FALLBACK);
    }

    /** Whether the cost fits. */
    boolean fits() {
        return retryAfter.isPresent() && retryAfter.get().isZero();
    }
}
