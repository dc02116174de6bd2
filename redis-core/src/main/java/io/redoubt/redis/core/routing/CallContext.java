package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One call on its way.
 *
 * @param deadline when it ends
 * @param options what its caller allows
 */
record CallContext(Deadline deadline, CallOptions options) {

    static CallContext of(CallOptions options, LongSupplier nanoTime) {
        return new CallContext(Deadline.after(options.timeout(), nanoTime), options);
    }

    /** Whether it had at least so much time, so that a timeout says something about the server. */
    boolean allowedAtLeast(Duration minimum) {
        return options.timeout().compareTo(minimum) >= 0;
    }

    /** Whether a failed attempt may be followed by one to another server, if that has taken the place of the first. */
    boolean mayRetryElsewhere(DriverException failure) {
        return failure.execution() == Execution.NOT_EXECUTED
                && failure.kind() != Kind.INTERRUPTED
                && failure.kind() != Kind.CLOSED
                && !deadline.passed();
    }

    /** Whether a failed attempt may be followed by another one to the same server. */
    boolean mayRetryOnSameServer(DriverException failure) {
        return failure.kind() == Kind.CONNECTION_LOST
                && (failure.execution() == Execution.NOT_EXECUTED || options.idempotent())
                && !deadline.passed();
    }
}
