package io.redoubt.api.ratelimit;

import java.time.Duration;
import java.util.Optional;

/**
 * Decision of a rate limiter on one call. Immutable.
 *
 * @param allowed whether the call was admitted
 * @param decidedBy name of the policy that decided: of the rejecting policies the one with the longest wait,
 *     otherwise the one with the smallest fraction remaining
 * @param limit the limit of that policy
 * @param remaining how many units of it are left after this decision; never negative
 * @param retryAfter how long to wait until the same call would be admitted if nothing else is taken meanwhile,
 *     exact to the tick of the window; zero if the call was admitted; empty if it never will be, since its cost is
 *     above the limit
 * @param source whether the store or a fallback decided
 */
public record Decision(
        boolean allowed, String decidedBy, int limit, int remaining, Optional<Duration> retryAfter, Source source) {

    /** Origin of a decision. */
    public enum Source {
        /** The store decided, exactly. */
        STORE,
        /** The policy's fallback decided, since the store did not reply. */
        FALLBACK
    }
}
