package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.RedisSettings;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections for commands: opened when first needed, the last one given back is the first to be taken again.
 *
 * <p>Not the pool of commons-pool, which would open connections for those who wait in the thread of one who gives a broken
 * one back, beyond that caller's deadline, and which waits inside monitors. Thread-safe; no thread of its own.
 */
final class WirePool {

    private static final int ALL = 1 << 20;
    private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private record Idle(Wire wire, long since) {}

    private final Connector connector;
    private final Failures failures;
    private final LongSupplier nanoTime;
    private final int maxPending;
    private final Semaphore places;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    WirePool(RedisSettings settings, Connector connector, Failures failures, LongSupplier nanoTime) {
        this.connector = connector;
        this.failures = failures;
        this.nanoTime = nanoTime;
        this.maxPending = settings.maxPending();
        this.places = new Semaphore(settings.maxConnections());
    }

    /** Takes an idle connection that still stands, or opens one. */
    Wire borrow(Deadline deadline) {
        takePlace(deadline);
        Wire standing = takeIdle();
        return standing == null ? open(deadline) : standing;
    }

    /** Opens a connection, in the place of an idle one if there is any. */
    Wire borrowFresh(Deadline deadline) {
        takePlace(deadline);
        Idle replaced = idle.pollLast();
        if (replaced != null) {
            replaced.wire().close();
        }
        return open(deadline);
    }

    /** Takes a connection back, to keep it or, if it failed, to close it. */
    void giveBack(Wire wire) {
        if (wire.usable() && !closed) {
            idle.addFirst(new Idle(wire, nanoTime.getAsLong()));
            if (closed) {
                closeIdle();
            }
        } else {
            wire.close();
        }
        places.release();
    }

    /** Closes the connections that nobody uses. */
    void closeIdle() {
        for (Idle next = idle.poll(); next != null; next = idle.poll()) {
            next.wire().close();
        }
    }

    /** Closes the connections that nobody uses, and sends away everybody who waits for one. */
    void close() {
        closed = true;
        closeIdle();
        places.release(ALL);
    }

    private @Nullable Wire takeIdle() {
        for (Idle next = idle.poll(); next != null; next = idle.poll()) {
            // A server that went away has closed its end meanwhile. Who was busy a moment ago need not be asked.
            if (nanoTime.getAsLong() - next.since() < TRUSTED_NANOS
                    || next.wire().quiet()) {
                return next.wire();
            }
            next.wire().close();
        }
        return null;
    }

    private Wire open(Deadline deadline) {
        boolean open = false;
        try {
            Wire wire = connector.open(deadline);
            open = true;
            return wire;
        } finally {
            if (!open) {
                places.release();
            }
        }
    }

    private void takePlace(Deadline deadline) {
        if (closed) {
            throw failures.closed();
        }
        failures.refuseIfInterrupted();
        if (!places.tryAcquire()) {
            await(deadline);
        }
        if (closed) {
            throw failures.closed();
        }
    }

    private void await(Deadline deadline) {
        if (waiting.incrementAndGet() > maxPending) {
            waiting.decrementAndGet();
            throw failures.overloaded(maxPending + " callers wait already");
        }
        try {
            if (!places.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw failures.overloaded("all were in use until the deadline");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.interrupted(e);
        } finally {
            waiting.decrementAndGet();
        }
    }
}
