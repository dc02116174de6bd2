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
 * @param resetAfter time until the whole limit is available again; with the cost taken, if it fits
 * @param source whether the store or the policy's fallback decided
 * @param time the time of the decision in the store's own unit, for a refund
 * @param generation number that tells what is counted from what was counted before it under the same key
 */
record LimitResult(
        PermitRequest request,
        int available,
        Optional<Duration> retryAfter,
        Duration resetAfter,
        Source source,
        long time,
        long generation) {

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
     * @param available number of units that were left
     * @param waitTicks number of ticks until the cost fits; zero if it fits now, or {@link #NEVER}
     * @param resetTicks number of ticks until the whole limit is available again
     */
    static LimitResult fromStore(
            PermitRequest request, long available, long waitTicks, long resetTicks, long time, long generation) {
        Optional<Duration> retryAfter =
                waitTicks == NEVER ? Optional.empty() : Optional.of(request.duration(waitTicks));
        return new LimitResult(
                request,
                Math.toIntExact(Math.max(0, available)),
                retryAfter,
                request.duration(resetTicks),
                Source.STORE,
                time,
                generation);
    }

    /** Returns the result that the store could not decide: rejected, unless the policy's fallback admits it. */
    static LimitResult undecided(PermitRequest request) {
        return fallback(request, 0, Optional.of(FALLBACK_RETRY_AFTER));
    }

    /** Returns the result of the policy's fallback. A cost above the limit is rejected even then. */
    static LimitResult fallback(PermitRequest request, int available, Optional<Duration> retryAfter) {
        if (request.cost() > request.policy().limit()) {
            return new LimitResult(request, 0, Optional.empty(), Duration.ZERO, Source.FALLBACK, 0, 0);
        }
        return new LimitResult(request, available, retryAfter, retryAfter.orElse(Duration.ZERO), Source.FALLBACK, 0, 0);
    }

    /** Returns whether the store decided. */
    boolean isDecided() {
        return source == Source.STORE;
    }

    /** Returns a copy that was counted under a generation. */
    LimitResult counted(long newGeneration) {
        return new LimitResult(request, available, retryAfter, resetAfter, source, time, newGeneration);
    }

    /** Returns whether the cost fits now. */
    boolean fits() {
        return outcome() == Outcome.ALLOWED;
    }

    /** Returns whether something was counted if it fits; a policy that is open counts nothing. */
    boolean isGranted() {
        return isDecided() || request.policy().whenUnavailable() == WhenUnavailable.LOCAL;
    }

    /** Returns what the store has granted, if it fits. */
    GrantedPermit granted() {
        return new GrantedPermit(request, time, generation, source);
    }

    /** Returns the outcome of a call with this limit alone. */
    Outcome outcome() {
        return retryAfter
                .map(wait -> wait.isZero() ? Outcome.ALLOWED : Outcome.REJECTED)
                .orElse(Outcome.COST_ABOVE_LIMIT);
    }
}
