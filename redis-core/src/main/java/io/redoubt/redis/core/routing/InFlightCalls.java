package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Counter for a driver's calls in progress, used to wait for their end when the driver is closed. Thread-safe; a call
 * costs two increments.
 */
final class InFlightCalls {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Records that a call begins.
     *
     * @throws DriverException if the driver is closed
     */
    void begin() {
        started.increment();
        if (closed.get()) {
            ended.increment();
            throw ServerHandle.notExecuted(Kind.CLOSED, "closed");
        }
    }

    /** Records that a call has ended. */
    void end() {
        ended.increment();
    }

    /** Returns whether new calls are rejected. */
    boolean isClosed() {
        return closed.get();
    }

    /** Rejects new calls from now on. Returns false if they were rejected before. */
    boolean close() {
        return closed.compareAndSet(false, true);
    }

    /** Waits until no call is in progress, the deadline has passed, or the thread is interrupted. */
    void awaitNone(Deadline deadline) {
        // The order of the two reads matters: a call that ends between them is waited for once more, and none is
        // missed.
        while (ended.sum() != started.sum()
                && !deadline.passed()
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, POLL_NANOS);
        }
    }
}
