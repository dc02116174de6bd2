package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** The calls that are under way, for whoever closes to wait for. Thread-safe; a call costs two increments. */
final class InFlightCalls {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A call begins.
     *
     * @throws DriverException if nothing may begin any more
     */
    void begin() {
        started.increment();
        if (closed.get()) {
            ended.increment();
            throw ServerHandle.notExecuted(Kind.CLOSED, "closed");
        }
    }

    /** A call has ended. */
    void end() {
        ended.increment();
    }

    /** Whether nothing begins any more. */
    boolean isClosed() {
        return closed.get();
    }

    /** Lets nothing begin any more; false if that was so before. */
    boolean close() {
        return closed.compareAndSet(false, true);
    }

    /** Waits until nothing is under way, or it takes too long. */
    void awaitNone(Deadline deadline) {
        // In this order: a call that ends between the two looks is waited for once more, none is overlooked.
        while (ended.sum() != started.sum()
                && !deadline.passed()
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, POLL_NANOS);
        }
    }
}
