package io.redoubt.redis.core.driver;

import java.time.Duration;

/**
 * How one call is to be made: within which time, and whether it may be sent again.
 *
 * @param timeout how long the call may take in all; positive
 * @param idempotent whether executing the command twice is the same as once, so that it may be repeated where the outcome
 *     of the first attempt is unknown; reads are, increments are not
 */
public record CallOptions(Duration timeout, boolean idempotent) {

    public CallOptions {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive: " + timeout);
        }
    }

    /** A call that is sent at most once. */
    public static CallOptions within(Duration timeout) {
        return new CallOptions(timeout, false);
    }

    /** The same call, allowed to be repeated. */
    public CallOptions repeatable() {
        return idempotent ? this : new CallOptions(timeout, true);
    }
}
