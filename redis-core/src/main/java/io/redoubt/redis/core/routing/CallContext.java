package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Context of one call to Redis: the deadline, the options and the rules for retries.
 *
 * @param deadline the point in time at which the call times out
 * @param options the timeout that the caller gave, and whether the call may be repeated
 */
record CallContext(Deadline deadline, CallOptions options) {

    static CallContext of(CallOptions options, LongSupplier nanoTime) {
        return new CallContext(Deadline.after(options.timeout(), nanoTime), options);
    }

    /** Returns when the call began, or a later time if its deadline has passed. */
    long beganAt(LongSupplier nanoTime) {
        return nanoTime.getAsLong()
                + deadline.remainingNanos()
                - options.timeout().toNanos();
    }

    /**
     * Returns whether the timeout of the call was at least the given duration. Only then does its expiry count as a
     * failure of the server.
     */
    boolean allowedAtLeast(Duration minimum) {
        return options.timeout().compareTo(minimum) >= 0;
    }

    /**
     * Returns whether a failed attempt may be followed by an attempt on another server, if another server has taken
     * over from the first.
     */
    boolean mayRetryElsewhere(DriverException failure) {
        return failure.execution() == Execution.NOT_EXECUTED
                && failure.kind() != Kind.INTERRUPTED
                && failure.kind() != Kind.CLOSED
                && !deadline.passed();
    }

    /** Returns whether a failed attempt may be followed by another attempt on the same server. */
    boolean mayRetryOnSameServer(DriverException failure) {
        return failure.kind() == Kind.CONNECTION_LOST
                && (failure.execution() == Execution.NOT_EXECUTED || options.idempotent())
                && !deadline.passed();
    }
}
