package io.redoubt.api.ratelimit;

import java.time.Duration;
import java.util.Optional;

/**
 * What was decided, and by which limit. Immutable.
 *
 * @param allowed whether it may happen
 * @param decidedBy the name of the policy that decided: of those that reject the one with the longest wait, else the one with
 *     the smallest part remaining
 * @param limit how much that policy allows within its window
 * @param remaining how much of it is left after this decision; never negative
 * @param retryAfter how long to wait until the same would be admitted if nothing else is taken in the meantime: exact to the
 *     tick of the window, zero if it was admitted; empty if it never will be, since its cost is above the limit
 * @param source who decided
 */
public record Decision(
        boolean allowed, String decidedBy, int limit, int remaining, Optional<Duration> retryAfter, Source source) {

    /** Who decided. */
    public enum Source {
        /** The store, exactly. */
        STORE,
        /** The policy's fallback, since the store did not answer. */
        FALLBACK
    }
}
