package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Multiplexer that lets all listeners for key changes share one connection to each Redis master. Servers refuse
 * overlapping prefixes, so each is asked for the smallest set of prefixes that covers all registrations, and
 * invalidations are then distributed to the listeners. Thread-safe.
 *
 * <p>Connections are replaced, not modified: new connections are established before the old ones are closed. What an
 * old one has received and not delivered is lost with it, so that all listeners are notified of a gap.
 */
final class TrackingMultiplexer implements AutoCloseable {

    private final Router router;
    private final DriverContext context;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<TrackingRegistration> registrations = new CopyOnWriteArrayList<>();
    private final TrackingConnectionFactory connectionFactory;
    private final MasterChanges changes;
    private volatile TrackingConnections connections = TrackingConnections.NONE;
    /** How many changes of the servers in use the connections take into account. Written under the lock. */
    private volatile long handledChanges;

    /** Whether a background thread waits for the lock, and will look at the servers after it got it. */
    private final AtomicBoolean isLockAwaited = new AtomicBoolean();

    private final TrackingRetry retry;
    /** Guarded by the lock. */
    private boolean closed;

    TrackingMultiplexer(Router router, DriverContext context) {
        this.router = router;
        this.context = context;
        this.connectionFactory = new TrackingConnectionFactory(router, context, registrations);
        this.retry =
                new TrackingRetry(context.scheduler(), context.settings().reconnect(), this::connectToCurrentServers);
        this.changes = router.masterChanges();
        changes.add(new ChangeListener());
    }

    /**
     * Registers a listener for changes of keys.
     *
     * @throws DriverException if not every master has acknowledged in time, also if a connection that was opened for
     *     another listener is lost at present
     */
    TrackingRegistration register(List<byte[]> prefixes, TrackingListener listener, Deadline deadline) {
        TrackingRegistration registration = new TrackingRegistration(
                prefixes, listener, this, context.settings().maxReplyBytes());
        lockWithin(deadline);
        try {
            if (closed) {
                throw ServerHandle.notExecuted(Kind.CLOSED, "closed");
            }
            registrations.add(registration);
            boolean done = false;
            try {
                connect(deadline);
                connections.requireAllUp();
                done = true;
            } finally {
                if (!done) {
                    giveUp(registration);
                }
            }
        } finally {
            lock.unlock();
        }
        registration.start();
        return registration;
    }

    private void giveUp(TrackingRegistration registration) {
        try {
            registrations.remove(registration);
            closeIfUnused();
        } finally {
            registration.stop();
        }
    }

    private void lockWithin(Deadline deadline) {
        try {
            if (!lock.tryLock(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
                throw ServerHandle.notExecuted(Kind.TIMEOUT, "links for tracking were being opened until the deadline");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServerHandle.notExecuted(Kind.INTERRUPTED, "interrupted before tracking was asked for");
        }
    }

    /** Returns whether every server in use currently reports every change. */
    boolean armed() {
        if (changes.begun() != handledChanges) {
            retry.scheduleIfLost();
            return false;
        }
        return connections.allUp();
    }

    /** Returns how long ago the master that has been silent longest last answered; empty without connections. */
    Optional<Duration> sinceHeartbeat() {
        return connections.longestSilence(context.nanoTime().getAsLong());
    }

    /** Removes a registration, and closes all connections if it was the last one. */
    void remove(TrackingRegistration registration) {
        lock.lock();
        try {
            if (registrations.remove(registration)) {
                closeIfUnused();
            }
        } finally {
            lock.unlock();
        }
    }

    private void closeIfUnused() {
        if (registrations.isEmpty()) {
            closeConnections();
        }
    }

    private void closeConnections() {
        TrackingConnections unused = connections;
        // First: whatever happens to the closing, the next registration must not take them for open ones.
        connections = TrackingConnections.NONE;
        unused.closeAllExcept(TrackingConnections.NONE);
    }

    private List<byte[]> requiredPrefixes() {
        return KeyPrefixSets.minimal(registrations.stream()
                .flatMap(registration -> registration.prefixes().stream())
                .toList());
    }

    /** Connects to every server in use, and takes all changes of them into account that were made before. */
    private void connect(Deadline deadline) {
        long settled = changes.settled(); // first: what the router says then is at least as new
        connectTo(router.serversInUse(deadline), deadline);
        if (settled != MasterChanges.IN_PROGRESS && settled != handledChanges) {
            // Whatever was read in the meantime may have been changed without a report.
            registrations.forEach(TrackingRegistration::reportGap);
            handledChanges = settled;
        }
    }

    /** Connects to servers for all required prefixes, reusing connections that match. */
    private void connectTo(List<ServerHandle> servers, Deadline deadline) {
        List<byte[]> requiredPrefixes = requiredPrefixes();
        TrackingConnections previous = connections;
        if (previous.covers(servers, requiredPrefixes)) {
            return;
        }
        TrackingConnections next = previous.forMasters(servers, requiredPrefixes, connectionFactory);
        boolean done = false;
        try {
            next.openNew(deadline);
            done = true;
        } finally {
            if (!done) {
                next.closeAllExcept(previous);
            }
        }
        connections = next;
        if (previous.closeAllExcept(next)) {
            registrations.forEach(TrackingRegistration::reportGap);
        }
    }

    private void connectToCurrentServers() {
        if (!isLockAwaited.compareAndSet(false, true)) {
            return;
        }
        try {
            lock.lockInterruptibly(); // Another thread may be connecting, perhaps to earlier servers.
        } catch (InterruptedException closing) {
            return;
        } catch (Throwable noMemory) {
            retry.markLost(); // nothing else ends the gap
            throw noMemory;
        } finally {
            isLockAwaited.set(false); // before this thread looks at the servers
        }
        try {
            long settled = changes.settled();
            if (settled == handledChanges) {
                return;
            }
            if (closed || registrations.isEmpty()) {
                // No listener is left that could miss a change; the next registration connects to the current
                // servers.
                handledChanges = settled == MasterChanges.IN_PROGRESS ? handledChanges : settled;
                return;
            }
            connect(Deadline.after(context.settings().connectTimeout(), context.nanoTime()));
            retry.reset();
            if (changes.begun() != handledChanges) {
                retry.markLost(); // Another change is being made, and its end leads here again.
            }
        } catch (DriverException e) {
            try {
                connectionFactory.reportIfRefused(e);
            } finally {
                retry.scheduleAfter(e.kind());
            }
        } catch (Throwable e) {
            retry.scheduleAfter(Kind.UNREACHABLE); // nothing else ends the gap
            throw e;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            lock.lock();
            try {
                closed = true;
                closeConnections();
            } finally {
                lock.unlock();
            }
        } finally {
            registrations.forEach(TrackingRegistration::stop);
        }
    }

    /** Listener that begins a gap before commands can go to another server, which is not asked for changes yet. */
    private final class ChangeListener implements MasterChanges.Listener {

        @Override
        public void changeBegins() {
            retry.markLost(); // whatever happens to the notification of its end
            try {
                registrations.forEach(TrackingRegistration::reportGap);
            } catch (Throwable noMemory) {
                // No registration is armed from now on, and each is told of a gap before it is again.
            }
        }

        @Override
        public void changed() {
            connectToCurrentServers();
        }
    }
}
