package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections for commands: opened when first needed, the last one given back is the first to be taken again.
 *
 * <p>Not the pool of commons-pool, which would open connections for those who wait in the thread of one who gives a broken
 * one back, beyond that caller's deadline, and which waits inside monitors. Thread-safe; no thread of its own.
 */
final class WirePool {

    private static final int ALL = 1 << 20;
    private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Connector connector;
    private final Failures failures;
    private final Ear ear;
    private final LongSupplier nanoTime;
    private final Semaphore places;
    private final AtomicInteger generation = new AtomicInteger();
    private final ConcurrentLinkedDeque<PooledWire> idle = new ConcurrentLinkedDeque<>();
    private final Set<PooledWire> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger undecided = new AtomicInteger();

    WirePool(int maxConnections, Connector connector, Failures failures, Ear ear, LongSupplier nanoTime) {
        this.connector = connector;
        this.failures = failures;
        this.ear = ear;
        this.nanoTime = nanoTime;
        this.places = new Semaphore(maxConnections);
    }

    /** Takes an idle connection that still stands, if there is one. */
    @Nullable
    PooledWire poll() {
        failures.refuseIfClosedOrInterrupted();
        if (idle.isEmpty() || !places.tryAcquire()) {
            return null;
        }
        PooledWire standing = null;
        try {
            standing = takeIdle();
        } finally {
            if (standing == null) {
                places.release();
            }
        }
        return standing;
    }

    /**
     * Takes an idle connection that still stands, or opens one.
     *
     * @throws DriverException if there is none in time
     */
    PooledWire borrow(Deadline deadline) {
        takePlace(deadline);
        boolean looked = false;
        PooledWire standing;
        try {
            standing = takeIdle();
            if (standing == null) {
                awaitDecided(deadline);
                standing = takeIdle();
            }
            looked = true;
        } finally {
            if (!looked) {
                places.release();
            }
        }
        return standing == null ? open(deadline) : standing;
    }

    /**
     * Takes an idle connection that still stands, or opens one, for those who wait when it is there.
     *
     * @return null if nobody does any more, which opens none
     * @throws DriverException if there is none in time
     */
    @Nullable
    PooledWire borrowFor(Passengers passengers, Deadline deadline) {
        takePlace(deadline);
        boolean keepsPlace = false;
        try {
            Object first;
            do {
                first = passengers.first();
                PooledWire standing = first == null ? null : takeIdleFor(passengers);
                if (standing == null && first != null) {
                    awaitDecided(deadline);
                    standing = takeIdleFor(passengers);
                }
                if (standing != null) {
                    keepsPlace = true;
                    return standing;
                }
                // Another one is needed only if somebody waited all the time while there was none.
            } while (passengers.first() != first);
            if (first == null) {
                return null;
            }
            keepsPlace = true;
        } finally {
            if (!keepsPlace) {
                places.release();
            }
        }
        return openFor(passengers, deadline);
    }

    private @Nullable PooledWire openFor(Passengers passengers, Deadline deadline) {
        PooledWire opened = open(deadline);
        boolean boarded = false;
        try {
            boarded = passengers.board();
        } finally {
            if (!boarded) {
                giveBack(opened);
            }
        }
        return boarded ? opened : null;
    }

    /** Takes a connection back, to keep it or, if it failed or is out of date, to close it. */
    void giveBack(PooledWire wire) {
        boolean kept = false;
        try {
            if (wire.wire().usable() && isCurrent(wire) && !closed.get()) {
                wire.idleSince(nanoTime.getAsLong());
                putBack(wire);
                kept = true;
            }
        } finally {
            if (!kept) {
                discard(wire);
            }
            places.release();
        }
    }

    /** Notes why a connection failed that a call was on. From here on it is none of the open ones. */
    void failed(PooledWire wire, DriverException reason) {
        // Before anybody is told: whoever hears of the last one that is lost looks how many are left.
        open.remove(wire);
        switch (reason.kind()) {
            case CLOSED, INTERRUPTED -> {
                // Somebody here closed it.
            }
            case CONNECTION_LOST -> {
                if (!wire.wire().replaced()) {
                    // What took this connection has most likely taken those that lie idle.
                    closeIdle(wire.generation());
                    lost(wire, reason);
                }
            }
            default -> lost(wire, reason);
        }
    }

    private void lost(PooledWire wire, DriverException reason) {
        // Whoever hears of it counts those that stand; its caller gives it back later.
        if (!wire.wire().usable()) {
            open.remove(wire);
        }
        ear.lost(reason);
    }

    /** Puts a new connection in the place of all that stand; calls on these lose it. Of those that had ended it is told. */
    void renew(Wire wire) {
        inspect(0);
        int before = generation.getAndIncrement();
        PooledWire fresh = new PooledWire(wire, before + 1);
        fresh.idleSince(nanoTime.getAsLong());
        open.add(fresh);
        ear.opened();
        closeAll(before);
        idle.addFirst(fresh);
        if (closed.get()) {
            closeIdle(before + 1);
        }
    }

    /** Closes all that stand; calls on these lose them. */
    void replaceAll() {
        closeAll(generation.getAndIncrement());
    }

    /** Looks whether the connections that have been idle for so long still stand, and closes those that do not. */
    void inspect(long idleNanos) {
        long now = nanoTime.getAsLong();
        // A copy: what is put back would be met again, for ever.
        for (PooledWire wire : List.copyOf(idle)) {
            if (now - wire.idleSince() >= idleNanos && places.tryAcquire()) {
                try {
                    if (idle.remove(wire)) {
                        if (isCurrent(wire) && wire.wire().quiet()) {
                            putBack(wire);
                        } else {
                            dropIdle(wire);
                        }
                    }
                } finally {
                    places.release();
                }
            }
        }
        if (closed.get()) {
            closeIdle(Integer.MAX_VALUE);
        }
    }

    /** Closes the connections that nobody uses, and sends away everybody who waits for one. */
    void close() {
        boolean first = closed.compareAndSet(false, true);
        closeIdle(Integer.MAX_VALUE);
        if (first) {
            places.release(ALL);
        }
    }

    /** How many connections are open, used or not. */
    int connections() {
        return open.size();
    }

    private boolean isCurrent(PooledWire wire) {
        return wire.generation() == generation.get();
    }

    private void putBack(PooledWire wire) {
        idle.addFirst(wire);
        if (closed.get() || !isCurrent(wire)) {
            closeIdle(wire.generation());
        }
    }

    private void closeAll(int lastGeneration) {
        closeIdle(lastGeneration);
        for (PooledWire wire : open) {
            // It is in use, and will be discarded when it is given back.
            if (wire.generation() <= lastGeneration) {
                wire.wire().replace();
            }
        }
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
        open.remove(wire);
    }

    private void dropIdle(PooledWire wire) {
        discard(wire);
        if (isCurrent(wire)) {
            ear.lost(failures.endedWhileIdle());
        }
    }

    private @Nullable PooledWire takeIdleFor(Passengers passengers) {
        undecided.incrementAndGet();
        PooledWire wire = null;
        boolean boarded = false;
        try {
            wire = takeIdle();
            boarded = wire != null && passengers.board();
        } finally {
            if (wire != null && !boarded) {
                putBack(wire);
            }
            undecided.decrementAndGet();
        }
        return boarded ? wire : null;
    }

    /** Waits until those have decided who put a connection back at once if nobody waits for it. */
    private void awaitDecided(Deadline deadline) {
        while (undecided.get() > 0
                && deadline.remainingNanos() > 0
                && !Thread.currentThread().isInterrupted()) {
            // To decide takes no lock, and a look at the connection; to open another one takes longer.
            LockSupport.parkNanos(this, 1_000);
        }
    }

    private @Nullable PooledWire takeIdle() {
        for (PooledWire next = idle.poll(); next != null; next = idle.poll()) {
            boolean looked = false;
            try {
                // A server that went away has closed its end meanwhile. Who was busy a moment ago need not be asked.
                if (nanoTime.getAsLong() - next.idleSince() < TRUSTED_NANOS
                        || next.wire().quiet()) {
                    looked = true;
                    return next;
                }
            } finally {
                if (!looked) {
                    discard(next);
                }
            }
            dropIdle(next);
        }
        return null;
    }

    private PooledWire open(Deadline deadline) {
        boolean opened = false;
        try {
            int before = generation.get();
            PooledWire wire = new PooledWire(connector.open(deadline), before);
            opened = true;
            open.add(wire);
            ear.opened();
            return wire;
        } finally {
            if (!opened) {
                places.release();
            }
        }
    }

    private void takePlace(Deadline deadline) {
        failures.refuseIfClosedOrInterrupted();
        try {
            if (!places.tryAcquire() && !places.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw failures.notSentInTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.interrupted(e);
        }
        if (closed.get()) {
            throw failures.closed();
        }
    }
}
