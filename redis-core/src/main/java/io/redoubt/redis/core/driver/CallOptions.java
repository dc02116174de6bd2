package io.redoubt.redis.core.driver;

import java.time.Duration;

/**
 * Options for one call to Redis: the timeout, and whether a failed command may be sent again. Immutable.
 *
 * @param timeout the maximum total duration of the call; positive
 * @param idempotent whether executing the command twice has the same effect as executing it once, so that it may be
 *     repeated if the outcome of the first attempt is unknown; true for reads, false for increments
 */
public record CallOptions(Duration timeout, boolean idempotent) {

    public CallOptions {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive: " + timeout);
        }
    }

    /** Returns the options of a call that is sent at most once. */
    public static CallOptions within(Duration timeout) {
        return new CallOptions(timeout, false);
    }

    /** Returns the same options with repetition allowed. */
    public CallOptions repeatable() {
        return idempotent ? this : new CallOptions(timeout, true);
    }
}
