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
 * Connection pool: connections are opened on demand, up to a maximum, and the one given back last is borrowed first.
 *
 * <p>Where an additional connection is refused while others stand, borrowers wait for one of these, and where none stands,
 * they get one of the pool that this one falls back to, if there is one. Thread-safe; without a
 * thread of its own. No listener is called under its lock, and nothing that blocks.
 */
final class ConnectionPool {

    /** For how long a connection that was in use is not checked before it is borrowed again. */
    private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** For how long a connection lies idle before it is checked in the background. */
    private static final long UNCHECKED_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** For how long no additional connection is tried after one was refused. */
    private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final int maxConnections;
    private final ConnectionFactory factory;
    private final ExceptionTranslator exceptions;
    private final SafeNodeListener listener;
    private final LongSupplier nanoTime;
    private final SafeLock lock = new SafeLock();
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
        // As large as it ever gets, so that giving back allocates nothing.
        this.idle = new ArrayDeque<>(maxConnections + 1);
    }

    /**
     * Borrows an idle connection that still stands, or opens one, or waits for one; it must be given back.
     *
     * @throws DriverException if there is none in time
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

    /** Why there is no connection, if that is so since a moment ago. */
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

    /** An idle connection, or null where the caller is to open one. */
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

    /** Opens the connection that was reserved; null where that was refused and the caller can wait for another one. */
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
     * Whether it is the server that wants no more connections; else the caller had too little time, or was
     * interrupted.
     */
    private static boolean isRefusal(@Nullable DriverException failure) {
        return failure != null && (failure.kind() == Kind.UNREACHABLE || failure.kind() == Kind.ACCESS_DENIED);
    }

    /** Whether the connection, if one was opened, was added; else it is closed. */
    private boolean endReservation(@Nullable RespConnection opened, @Nullable DriverException refused) {
        boolean added = false;
        lock.lock();
        try {
            opening--;
            changed.signal();
            if (opened != null) {
                refusal = null;
                // Until it is used, nothing is known of it.
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
            // A server that went away has closed its end; one that answered a moment ago need not be asked.
            stands = nanoTime.getAsLong() - connection.idleSince() < TRUSTED_NANOS || connection.quiet();
            return stands;
        } finally {
            if (!stands) {
                drop(connection);
                reportEndedWhileIdle();
            }
        }
    }

    /** Whether the connection has the newest credentials, or now has got them; else it is closed. */
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

    /** From now on connections with older credentials authenticate with these before they are borrowed. */
    void require(Login newest) {
        login = newest;
    }

    private void reportEndedWhileIdle() {
        try {
            listener.lost(exceptions.notExecuted(Kind.CONNECTION_LOST, "ended an idle connection"));
        } catch (OutOfMemoryError e) {
            // Then it goes unsaid.
        }
    }

    /**
     * Gives a connection back, which closes it unless it can be used again. Never throws.
     *
     * @param failure why its last exchange failed, or null if it did not
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
            // Then it is closed.
        }
        if (!kept) {
            drop(connection);
        }
        if (failure == null || connection.replaced()) {
            return;
        }
        if (failure.kind() == Kind.CONNECTION_LOST) {
            // What broke this connection has most likely broken those that are idle.
            checkIdle(0);
        }
        if (failure.kind() != Kind.CLOSED && failure.kind() != Kind.INTERRUPTED) {
            listener.lost(failure);
        }
    }

    /** Gives back a connection that was not used, which is no reason to trust it. */
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

    /** Before anything is reported, since a listener may look how many are left. */
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

    /** Closes and reports the connections that have ended while they were idle. */
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
            // Out of memory: they are checked again when they are borrowed.
        } finally {
            lock.unlock();
        }
        for (; ended > 0; ended--) {
            reportEndedWhileIdle();
        }
    }

    /** Replaces all connections by a new one; calls on them lose them. Those that had ended before are reported. */
    void renew(RespConnection fresh) {
        checkIdle(0);
        fresh.idleSince(nanoTime.getAsLong());
        if (replaceAll(fresh)) {
            listener.opened();
        }
    }

    /** Replaces all connections, by this one unless it is null; whether that was added. */
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

    /** Refuses whoever waits or comes. The connections are closed with all others of the client. */
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

    /** How many connections are open, idle or not. */
    int connections() {
        return lock.get(open::size);
    }

    /** How many borrowers wait for a connection. */
    int waiting() {
        return lock.get(() -> opening + lock.getWaitQueueLength(changed));
    }
}
