package io.redoubt.api.ratelimit;

import io.redoubt.api.InvalidInputException;
import java.time.Duration;
import java.util.Optional;

/**
 * Answer of a {@link RateLimiter} to one call: whether the call was admitted, and how much of the limit remains.
 * Immutable.
 *
 * @param outcome whether the call was admitted and, if not, whether it can be admitted later
 * @param decidedBy name of the policy that decided: of the rejecting policies the one with the longest wait,
 *     otherwise the one with the smallest fraction remaining
 * @param limit the limit of that policy
 * @param remaining how many units of it are left after this decision; never negative
 * @param retryAfter how long to wait until the same call would be admitted if nothing else is taken meanwhile,
 *     exact to the tick of the window; zero if the call was admitted; empty for {@link Outcome#COST_ABOVE_LIMIT}, and
 *     only then
 * @param resetAfter how long it takes until the whole limit is available again if nothing else is taken; zero if it is
 *     available. Where a policy that does not count decided for the store, a rough guess
 * @param source whether the store or a fallback decided
 * @param receipt proof of what was taken, by which {@link RateLimiter#refund} gives it back
 */
public record Decision(
        Outcome outcome,
        String decidedBy,
        int limit,
        int remaining,
        Optional<Duration> retryAfter,
        Duration resetAfter,
        Source source,
        Receipt receipt) {

    /** Outcome of a call. */
    public enum Outcome {
        /** The call was admitted. */
        ALLOWED,
        /** The call was rejected; the same call can be admitted later, see {@link Decision#retryAfter}. */
        REJECTED,
        /** The call was rejected, and never will be admitted: it costs more than a limit allows within a window. */
        COST_ABOVE_LIMIT
    }

    /** Origin of a decision. */
    public enum Source {
        /** The store decided: Redis, or the memory of the process where the limiter is embedded. */
        STORE,
        /** The policy's fallback decided, since the store did not reply. */
        FALLBACK
    }

    /**
     * Opaque proof of what one call has taken from its limits. Thread-safe. Valid for the limiter that issued it, in
     * the same process.
     */
    public interface Receipt {

        /** The receipt of a call that took nothing. */
        Receipt NONE = new Receipt() {
            @Override
            public String toString() {
                return "nothing";
            }
        };
    }

    public Decision {
        if (retryAfter.isEmpty() != (outcome == Outcome.COST_ABOVE_LIMIT)) {
            throw new InvalidInputException("retryAfter must be empty for COST_ABOVE_LIMIT, and only then: " + outcome);
        }
    }

    /** Creates a decision without a receipt, whose limit is available again when the call may be repeated. */
    public Decision(
            Outcome outcome, String decidedBy, int limit, int remaining, Optional<Duration> retryAfter, Source source) {
        this(outcome, decidedBy, limit, remaining, retryAfter, retryAfter.orElse(Duration.ZERO), source, Receipt.NONE);
    }

    /** Returns whether the call was admitted. */
    public boolean allowed() {
        return outcome == Outcome.ALLOWED;
    }
}
