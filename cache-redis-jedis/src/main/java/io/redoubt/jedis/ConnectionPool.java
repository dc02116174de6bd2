package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connection pool that opens connections on demand, up to a maximum, and lends the connection that was returned
 * last. Thread-safe.
 *
 * <p>If the server refuses an additional connection while other connections of the pool are open, borrowers wait
 * for one of those. If none is open, they borrow from the fallback pool, provided that there is one. The pool has
 * no thread of its own, and neither calls listeners nor blocks while it holds its lock.
 */
final class ConnectionPool {

    /** The time after use for which a connection is borrowed again without a check. */
    private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** The idle time after which a connection is checked in the background. */
    private static final long UNCHECKED_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** The time after a refusal during which no additional connection is tried. */
    private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final int maxConnections;
    private final ConnectionFactory factory;
    private final ExceptionTranslator exceptions;
    private final SafeNodeListener listener;
    private final LongSupplier nanoTime;
    private final NonAllocatingLock lock = new NonAllocatingLock();
    private final Condition changed = lock.newCondition();

    private final @Nullable ConnectionPool fallback;
    private volatile @Nullable Login login;

    // Guarded by the lock.
    private final ArrayDeque<RespConnection> idle;
    private final Set<RespConnection> open = new HashSet<>();
    private int opening;
    private @Nullable DriverException refusal;
    private long refusedAt;
    private boolean closed;

    ConnectionPool(
            int maxConnections,
            ConnectionFactory factory,
            ExceptionTranslator exceptions,
            SafeNodeListener listener,
            LongSupplier nanoTime,
            @Nullable ConnectionPool fallback) {
        this.maxConnections = maxConnections;
        this.factory = factory;
        this.exceptions = exceptions;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.fallback = fallback;
        // Allocated at its maximum size, so that giving back allocates nothing.
        this.idle = new ArrayDeque<>(maxConnections + 1);
    }

    /**
     * Borrows an idle connection that is still alive, opens a connection, or waits for one. The caller must give
     * the connection back.
     *
     * @throws DriverException if no connection is available in time
     */
    RespConnection borrow(Deadline deadline) {
        if (fallback == null) {
            return borrowOwn(deadline);
        }
        DriverException refused = recentRefusal();
        try {
            if (refused == null) {
                return borrowOwn(deadline);
            }
        } catch (DriverException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            refused = e;
        }
        if (fallback.connections() == 0) {
            throw refused;
        }
        return fallback.borrow(deadline);
    }

    /** Returns the reason for the last refusal if it is recent and no connection is open, otherwise null. */
    private @Nullable DriverException recentRefusal() {
        lock.lock();
        try {
            return open.isEmpty() && nanoTime.getAsLong() - refusedAt < REFUSED_NANOS ? refusal : null;
        } finally {
            lock.unlock();
        }
    }

    private RespConnection borrowOwn(Deadline deadline) {
        RespConnection borrowed = null;
        while (borrowed == null) {
            RespConnection standing = takeOrReserve(deadline);
            if (standing == null) {
                borrowed = openReserved(deadline);
            } else if (stillStands(standing) && authenticated(standing, deadline)) {
                borrowed = standing;
            }
        }
        return borrowed;
    }

    /** Returns an idle connection, or null if the caller has reserved a new connection and must open it. */
    private @Nullable RespConnection takeOrReserve(Deadline deadline) {
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    throw exceptions.closed();
                }
                RespConnection first = idle.pollFirst();
                if (first != null) {
                    return first;
                }
                long pause = refusal == null || open.isEmpty() ? 0 : refusedAt + REFUSED_NANOS - nanoTime.getAsLong();
                if (pause <= 0 && open.size() + opening < maxConnections) {
                    opening++;
                    return null;
                }
                long left = deadline.remainingNanos();
                if (left <= 0) {
                    throw exceptions.notSentInTime(refusal);
                }
                var unused = changed.awaitNanos(pause <= 0 ? left : Math.min(left, pause));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw exceptions.interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Opens the reserved connection. Returns null if the server refused it and the caller can wait for another
     * connection.
     */
    private @Nullable RespConnection openReserved(Deadline deadline) {
        RespConnection opened = null;
        DriverException failure = null;
        boolean added = false;
        try {
            opened = factory.open(deadline);
        } catch (DriverException e) {
            failure = e;
        } finally {
            added = endReservation(opened, isRefusal(failure) ? failure : null);
        }
        if (added) {
            listener.opened();
            return opened;
        }
        if (failure != null && (!isRefusal(failure) || connections() == 0)) {
            throw failure;
        }
        return null;
    }

    /**
     * Returns whether the failure means that the server accepts no more connections. All other failures mean that
     * the caller had too little time or was interrupted.
     */
    private static boolean isRefusal(@Nullable DriverException failure) {
        return failure != null && (failure.kind() == Kind.UNREACHABLE || failure.kind() == Kind.ACCESS_DENIED);
    }

    /**
     * Ends a reservation. Returns whether a connection was opened and added to the pool; a connection that was not
     * added is closed.
     */
    private boolean endReservation(@Nullable RespConnection opened, @Nullable DriverException refused) {
        boolean added = false;
        lock.lock();
        try {
            opening--;
            changed.signal();
            if (opened != null) {
                refusal = null;
                // A connection that was not used yet is not trusted.
                opened.idleSince(nanoTime.getAsLong() - TRUSTED_NANOS);
                added = !closed && open.add(opened);
            } else if (refused != null) {
                refusedAt = nanoTime.getAsLong();
                refusal = refused;
            }
            return added;
        } finally {
            lock.unlock();
            if (opened != null && !added) {
                opened.close();
            }
        }
    }

    private boolean stillStands(RespConnection connection) {
        boolean stands = false;
        try {
            // A server that went away has closed its end of the connection. No check is needed if the server
            // replied a moment ago.
            stands = nanoTime.getAsLong() - connection.idleSince() < TRUSTED_NANOS || connection.quiet();
            return stands;
        } finally {
            if (!stands) {
                drop(connection);
                reportEndedWhileIdle();
            }
        }
    }

    /**
     * Returns whether the connection has the newest credentials, after authenticating again if necessary.
     * Otherwise the connection is closed.
     */
    private boolean authenticated(RespConnection connection, Deadline deadline) {
        Login newest = login;
        if (newest == null || connection.login() >= newest.number()) {
            return true;
        }
        boolean accepted = false;
        try {
            accepted = factory.authenticate(connection, newest, deadline);
        } catch (DriverException e) {
            listener.lost(e);
            throw exceptions.notSent(e);
        } finally {
            if (!accepted) {
                drop(connection);
            }
        }
        return accepted;
    }

    /**
     * Sets the newest credentials. Connections with older credentials authenticate again before they are borrowed.
     */
    void require(Login newest) {
        login = newest;
    }

    private void reportEndedWhileIdle() {
        try {
            listener.lost(exceptions.notExecuted(Kind.CONNECTION_LOST, "ended an idle connection"));
        } catch (OutOfMemoryError e) {
            // Without memory the event is not reported.
        }
    }

    /**
     * Gives a connection back, and closes it unless it can be used again. Never throws.
     *
     * @param failure why the last exchange failed, or null if it succeeded
     */
    void giveBack(RespConnection connection, @Nullable DriverException failure) {
        if (fallback != null && fallback.owns(connection)) {
            fallback.giveBack(connection, failure);
            return;
        }
        boolean kept = false;
        try {
            if (failure == null && connection.reusable()) {
                connection.idleSince(nanoTime.getAsLong());
                kept = putBack(connection);
            }
        } catch (Throwable e) {
            // A connection that was not put back is closed.
        }
        if (!kept) {
            drop(connection);
        }
        if (failure == null || connection.replaced()) {
            return;
        }
        if (failure.kind() == Kind.CONNECTION_LOST) {
            // The cause that broke this connection has most likely broken the idle connections too.
            checkIdle(0);
        }
        if (failure.kind() != Kind.CLOSED && failure.kind() != Kind.INTERRUPTED) {
            listener.lost(failure);
        }
    }

    /**
     * Gives back a connection that was not used. Its time of last use stays the same, since nothing has shown that
     * the connection is alive.
     */
    void giveBackUnused(RespConnection connection) {
        if (fallback != null && fallback.owns(connection)) {
            fallback.giveBackUnused(connection);
        } else if (!putBack(connection)) {
            drop(connection);
        }
    }

    private boolean owns(RespConnection connection) {
        return lock.get(() -> open.contains(connection));
    }

    private boolean putBack(RespConnection connection) {
        lock.lock();
        try {
            boolean kept = !closed && open.contains(connection);
            if (kept) {
                idle.addFirst(connection);
                changed.signal();
            }
            return kept;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes and removes a connection. Called before anything is reported, since a listener may ask for the number
     * of remaining connections.
     */
    private void drop(RespConnection connection) {
        connection.close();
        lock.lock();
        try {
            open.remove(connection);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Closes and reports the connections that ended while they were idle. */
    void checkIdle() {
        checkIdle(UNCHECKED_NANOS);
    }

    private void checkIdle(long idleNanos) {
        int ended = 0;
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            for (Iterator<RespConnection> all = idle.iterator(); all.hasNext(); ) {
                RespConnection connection = all.next();
                if (now - connection.idleSince() >= idleNanos && !connection.quiet()) {
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
            reportEndedWhileIdle();
        }
    }

    /**
     * Replaces all connections by a new one. Calls in progress lose their connections. Connections that had ended
     * before are reported.
     */
    void renew(RespConnection fresh) {
        checkIdle(0);
        fresh.idleSince(nanoTime.getAsLong());
        if (replaceAll(fresh)) {
            listener.opened();
        }
    }

    /**
     * Closes and removes all connections, and adds the given connection unless it is null. Returns whether a
     * connection was added.
     */
    boolean replaceAll(@Nullable RespConnection fresh) {
        lock.lock();
        try {
            RespConnection[] old = open.toArray(new RespConnection[0]);
            boolean added = fresh != null && !closed && open.add(fresh);
            idle.clear();
            if (fresh != null && added) {
                idle.addFirst(fresh);
            }
            for (RespConnection each : old) {
                open.remove(each);
                each.replace();
            }
            changed.signalAll();
            return added;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the pool and refuses all borrowers, present and future. The connections are closed with all others of
     * the client.
     */
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

    /** Returns the number of borrowers that wait for a connection, including those that are opening one. */
    int waiting() {
        return lock.get(() -> opening + lock.getWaitQueueLength(changed));
    }
}
