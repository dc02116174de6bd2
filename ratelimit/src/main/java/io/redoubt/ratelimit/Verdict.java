package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import java.time.Duration;
import java.util.Optional;

/**
 * What one limit says to a demand, whatever the others say.
 *
 * @param demand the demand
 * @param free how much of the limit was left before; never negative
 * @param retryAfter how long until the cost fits: zero if it does, empty if it never will
 * @param source who says so
 */
record Verdict(Demand demand, int free, Optional<Duration> retryAfter, Source source) {

    /**
     * After how long to ask again while the store does not answer. A constant, since nobody knows better; short, since most
     * failures are.
     */
    static final Duration FALLBACK_WAIT = Duration.ofSeconds(1);

    /** In place of a number of ticks: never. */
    static final long NEVER = -1;

    /**
     * A verdict of the store.
     *
     * @param live how much was admitted within the window before
     * @param waitTicks how many ticks until the cost fits, zero or {@link #NEVER}
     */
    static Verdict stored(Demand demand, int live, long waitTicks) {
        Optional<Duration> retryAfter = waitTicks == NEVER
                ? Optional.empty()
                : Optional.of(demand.width().duration(waitTicks));
        return new Verdict(demand, Math.max(0, demand.policy().limit() - live), retryAfter, Source.STORE);
    }

    /** The verdict while the store does not answer. What is above the limit at all is rejected even then. */
    static Verdict fallback(Demand demand) {
        int limit = demand.policy().limit();
        if (demand.cost() > limit) {
            return new Verdict(demand, 0, Optional.empty(), Source.FALLBACK);
        }
        return demand.policy().whenUnavailable() == WhenUnavailable.OPEN
                ? new Verdict(demand, limit, Optional.of(Duration.ZERO), Source.FALLBACK)
                : new Verdict(demand, 0, Optional.of(FALLBACK_WAIT), Source.FALLBACK);
    }

    /** Whether the cost fits. */
    boolean fits() {
        return retryAfter.isPresent() && retryAfter.get().isZero();
    }
}
