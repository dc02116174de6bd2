package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.Reply;
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
    private static final Command PING = Command.keyless("PING");

    private final Connector connector;
    private final Failures failures;
    private final NodeListener listener;
    private final LongSupplier nanoTime;
    private final Semaphore places;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger generation = new AtomicInteger();
    private final ConcurrentLinkedDeque<PooledWire> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    WirePool(int maxConnections, Connector connector, Failures failures, NodeListener listener, LongSupplier nanoTime) {
        this.connector = connector;
        this.failures = failures;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.places = new Semaphore(maxConnections);
    }

    /**
     * Takes an idle connection that still stands, or opens one.
     *
     * @throws DriverException if there is none in time
     */
    PooledWire borrow(Deadline deadline) {
        takePlace(deadline);
        PooledWire standing = takeIdle();
        return standing == null ? open(deadline) : standing;
    }

    /** Takes a connection back, to keep it or, if it failed or is out of date, to close it. */
    void giveBack(PooledWire wire) {
        if (wire.wire().usable() && isCurrent(wire) && !closed) {
            wire.idleSince(nanoTime.getAsLong());
            idle.addFirst(wire);
            if (closed || !isCurrent(wire)) {
                closeIdle(wire.generation());
            }
        } else {
            discard(wire);
        }
        places.release();
    }

    /** Notes why a connection failed that a call was on. */
    void failed(PooledWire wire, DriverException reason) {
        switch (reason.kind()) {
            case CLOSED, INTERRUPTED -> {
                // Somebody here closed it.
            }
            case CONNECTION_LOST -> {
                if (!wire.wire().replaced()) {
                    // What took this connection has most likely taken those that lie idle.
                    closeIdle(wire.generation());
                    listener.lost(reason);
                }
            }
            default -> listener.lost(reason);
        }
    }

    /**
     * Opens a connection, asks for a sign of life on it, and puts it in the place of all that are idle now, or are given
     * back later. For this moment there may be one more than may be.
     */
    void renew(Deadline deadline) {
        failures.refuseIfClosedOrInterrupted();
        Wire fresh = connector.open(deadline);
        boolean alive = false;
        try {
            if (fresh.execute(PING, deadline) instanceof Reply.Refusal refusal) {
                throw failures.refusedEntry(refusal, null);
            }
            alive = fresh.usable();
        } finally {
            if (!alive) {
                fresh.close();
            }
        }
        open.incrementAndGet();
        listener.opened();
        int before = generation.getAndIncrement();
        closeIdle(before);
        PooledWire renewed = new PooledWire(fresh, before + 1);
        renewed.idleSince(nanoTime.getAsLong());
        idle.addFirst(renewed);
        if (closed) {
            closeIdle(before + 1);
        }
    }

    /** Whether no renewal has come since it was opened. */
    boolean isCurrent(PooledWire wire) {
        return wire.generation() == generation.get();
    }

    /** Closes the connections that nobody uses, and sends away everybody who waits for one. */
    void close() {
        closed = true;
        closeIdle(Integer.MAX_VALUE);
        places.release(ALL);
    }

    /** How many connections are open, used or not. */
    int connections() {
        return open.get();
    }

    /** How many callers wait for a connection. */
    int waiting() {
        return waiting.get();
    }

    private void closeIdle(int lastGeneration) {
        for (PooledWire wire : idle) {
            // Somebody else may take it first.
            if (wire.generation() <= lastGeneration && idle.remove(wire)) {
                discard(wire);
            }
        }
    }

    private void discard(PooledWire wire) {
        wire.wire().close();
        open.decrementAndGet();
    }

    private @Nullable PooledWire takeIdle() {
        for (PooledWire next = idle.poll(); next != null; next = idle.poll()) {
            // A server that went away has closed its end meanwhile. Who was busy a moment ago need not be asked.
            if (nanoTime.getAsLong() - next.idleSince() < TRUSTED_NANOS
                    || next.wire().quiet()) {
                return next;
            }
            discard(next);
            listener.lost(failures.endedWhileIdle());
        }
        return null;
    }

    private PooledWire open(Deadline deadline) {
        boolean opened = false;
        try {
            int before = generation.get();
            PooledWire wire = new PooledWire(connector.open(deadline), before);
            opened = true;
            open.incrementAndGet();
            listener.opened();
            return wire;
        } finally {
            if (!opened) {
                places.release();
            }
        }
    }

    private void takePlace(Deadline deadline) {
        failures.refuseIfClosedOrInterrupted();
        if (!places.tryAcquire()) {
            await(deadline);
        }
        if (closed) {
            throw failures.closed();
        }
    }

    private void await(Deadline deadline) {
        waiting.incrementAndGet();
        try {
            if (!places.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw failures.overloaded("all connections were in use until the deadline");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.interrupted(e);
        } finally {
            waiting.decrementAndGet();
        }
    }
}
