package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pool of connections to one Redis server that lends the most recently returned connection first. It opens
 * connections on demand, up to a maximum. Thread-safe.
 *
 * <p>Connections that were replaced while they were in use count towards the maximum until they are given back and
 * thus closed, but never prevent that one other connection is opened.
 *
 * <p>If the server refuses an additional connection while other connections of the pool are open, borrowers wait
 * for one of those. If none is open, they borrow from the fallback pool, provided that there is one. The pool has
 * no thread of its own, and neither calls listeners nor blocks while it holds its lock.
 */
final class ConnectionPool {

    /** The time for which a connection that is used is borrowed again without a check. */
    private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** The time after a refusal during which no additional connection is tried. */
    private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final int maxConnections;
    private final ConnectionFactory factory;
    private final ExceptionTranslator exceptions;
    private final NodeListener listener;
    private final LongSupplier nanoTime;
    private final @Nullable ConnectionPool fallback;
    private final DriverException endedWhileIdle;
    private final OutOfMemorySafeLock lock = new OutOfMemorySafeLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final Deque<RespConnection> idle;
    private final List<RespConnection> open;
    private int opening;
    /** The number of connections that were replaced, but are still in use. */
    private int retired;

    private @Nullable DriverException refusal;
    private long refusedAt;
    private boolean closed;

    /** How often all connections were replaced. */
    private int replacements;

    /** Number of the renewal that did so last. */
    private long lastRenewal;

    /** Creates a pool. The listener must not throw. */
    ConnectionPool(
            int maxConnections,
            ConnectionFactory factory,
            ExceptionTranslator exceptions,
            NodeListener listener,
            LongSupplier nanoTime,
            @Nullable ConnectionPool fallback) {
        this.maxConnections = maxConnections;
        this.factory = factory;
        this.exceptions = exceptions;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.fallback = fallback;
        // Allocated in advance, so that adding, giving back and checking connections need no memory.
        this.idle = new ArrayDeque<>(maxConnections + 1);
        this.open = new ArrayList<>(maxConnections + 1);
        this.endedWhileIdle = exceptions.notExecuted(Kind.CONNECTION_LOST, "ended an idle connection", null);
    }

    /**
     * Borrows an idle connection that is still alive, opens a connection, or waits for one. The caller must
     * {@linkplain RespConnection#release release} the connection.
     *
     * @throws DriverException if no connection is available in time
     */
    RespConnection borrow(Deadline deadline) {
        try {
            RespConnection borrowed = null;
            while (borrowed == null) {
                RespConnection standing = takeOrReserve(deadline);
                borrowed = standing == null ? openReserved(deadline) : verified(standing, deadline);
                if (borrowed != null && borrowed.retired()) {
                    giveBack(borrowed);
                    borrowed = null;
                }
            }
            return borrowed;
        } catch (DriverException e) {
            if (fallback == null || !isRefusal(e) || fallback.connections() == 0) {
                throw e;
            }
            return fallback.borrow(deadline);
        }
    }

    /** Returns an idle connection, or null if the caller has reserved a new connection and must open it. */
    private @Nullable RespConnection takeOrReserve(Deadline deadline) {
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    throw exceptions.closed(Execution.NOT_EXECUTED);
                }
                RespConnection first = idle.pollFirst();
                if (first != null) {
                    return first;
                }
                long pause = refusal == null ? 0 : refusedAt + REFUSED_NANOS - nanoTime.getAsLong();
                if (refusal != null && pause > 0 && open.isEmpty() && fallback != null) {
                    throw refusal;
                }
                boolean mayOpen = pause <= 0 || open.isEmpty();
                if (mayOpen && open.size() + opening < Math.max(1, maxConnections - retired)) {
                    opening++;
                    return null;
                }
                long left = deadline.remainingNanos();
                if (left <= 0) {
                    throw exceptions.notExecuted(Kind.TIMEOUT, "had no free connection in time", refusal);
                }
                var unused = changed.awaitNanos(mayOpen ? left : Math.min(left, pause));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw exceptions.interrupted(Execution.NOT_EXECUTED);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Opens the reserved connection. Returns null if the server refused it and the caller can wait for another
     * connection. If all connections were replaced meanwhile, the one that is returned is retired.
     */
    private @Nullable RespConnection openReserved(Deadline deadline) {
        int before = replacements();
        RespConnection opened = null;
        DriverException refused = null;
        try {
            opened = factory.open(deadline);
        } catch (DriverException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            refused = e;
        } finally {
            endReservation(opened, refused, before);
        }
        if (opened != null) {
            listener.opened();
        } else if (refused != null && connections() == 0) {
            throw refused;
        }
        return opened;
    }

    private int replacements() {
        lock.lock();
        try {
            return replacements;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the server accepts no more connections; otherwise the caller had too little time. */
    private static boolean isRefusal(DriverException failure) {
        return failure.kind() == Kind.UNREACHABLE || failure.kind() == Kind.ACCESS_DENIED;
    }

    private void endReservation(
            @Nullable RespConnection opened, @Nullable DriverException refused, int replacementsBefore) {
        lock.lock();
        try {
            opening--;
            changed.signal();
            boolean isOutdated = replacements != replacementsBefore;
            if (opened != null) {
                opened.pool(this);
                if (isOutdated) {
                    // The host name may have led to another server then.
                    opened.retire();
                    retired++;
                } else {
                    open.add(opened);
                    refusal = null;
                }
            } else if (refused != null && !isOutdated) {
                refusedAt = nanoTime.getAsLong();
                refusal = refused;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the connection if it can be used, otherwise closes it and returns null. */
    private @Nullable RespConnection verified(RespConnection connection, Deadline deadline) {
        boolean verified = false;
        try {
            long now = nanoTime.getAsLong();
            // A server that went away has closed its end of the connection. No check is needed if the server
            // replied a moment ago.
            if (connection.usedAfter(now - TRUSTED_NANOS) || connection.quiet()) {
                connection.borrowed(now);
                verified = factory.authenticated(connection, deadline);
            } else {
                var unused = connection.fail(endedWhileIdle);
            }
            return verified ? connection : null;
        } catch (DriverException e) {
            throw exceptions.notSent(e);
        } finally {
            if (!verified) {
                connection.close();
                giveBack(connection);
            }
        }
    }

    /** Takes a connection back, and closes it unless it can be used again. Reports its failure. Never throws. */
    void giveBack(RespConnection connection) {
        boolean isClosed;
        lock.lock();
        try {
            isClosed = closed;
            if (connection.retired()) {
                connection.close();
                retired--;
            } else if (connection.reusable() && !closed) {
                idle.addFirst(connection);
            } else {
                connection.close();
                open.remove(connection);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
        DriverException failure = connection.failure();
        if (failure == null || isClosed || (connection.retired() && failure.kind() != Kind.CONNECTION_LOST)) {
            return;
        }
        if (failure.kind() == Kind.CONNECTION_LOST) {
            // The cause that broke this connection has most likely broken the idle connections too.
            checkIdle();
        }
        if (failure.kind() != Kind.CLOSED && failure.kind() != Kind.INTERRUPTED) {
            listener.lost(failure);
        }
    }

    /** Closes and reports the connections that ended while they were idle. */
    void checkIdle() {
        int ended = 0;
        lock.lock();
        try {
            for (Iterator<RespConnection> all = idle.iterator(); all.hasNext(); ) {
                RespConnection connection = all.next();
                if (!connection.quiet()) {
                    connection.close();
                    all.remove();
                    open.remove(connection);
                    changed.signal();
                    ended++;
                }
            }
        } catch (Throwable e) {
            // Out of memory: the idle connections are checked again when they are borrowed.
        } finally {
            lock.unlock();
        }
        for (; ended > 0; ended--) {
            listener.lost(endedWhileIdle);
        }
    }

    /**
     * Replaces all connections by the given one, or by none. Idle connections are closed, the others when they are
     * given back. Connections that had ended before are reported. Does nothing if a later renewal has done so: the host
     * name may have led to another server when the earlier one began.
     *
     * @param renewal number of the renewal, by the order in which they began
     * @return whether the connections were replaced; otherwise the given one stays with the caller
     */
    boolean replaceAll(@Nullable RespConnection fresh, long renewal) {
        checkIdle();
        lock.lock();
        try {
            if (renewal < lastRenewal) {
                return false;
            }
            lastRenewal = renewal;
            replacements++; // also for connections that are being opened
            refusal = null;
            for (RespConnection connection = idle.poll(); connection != null; connection = idle.poll()) {
                open.remove(connection);
                connection.close();
            }
            open.forEach(RespConnection::retire);
            retired += open.size();
            open.clear();
            if (fresh != null && !closed) {
                fresh.pool(this);
                open.add(fresh);
                idle.addFirst(fresh);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (fresh != null) {
            listener.opened();
        }
        return true;
    }

    /** Refuses all borrowers, present and future. The client closes the connections, with all its others. */
    void close() {
        lock.lock();
        try {
            closed = true;
            idle.clear();
            open.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of open connections, idle or borrowed. */
    int connections() {
        return lock.get(open::size);
    }
}
