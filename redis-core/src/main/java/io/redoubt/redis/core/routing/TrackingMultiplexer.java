package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PushSubscription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
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
    private volatile TrackingConnections connections = TrackingConnections.none();
    /** Number of changes of the masters, and how many of them the connections take into account. */
    private final AtomicLong masterChanges = new AtomicLong();

    private volatile long handledMasterChanges;
    private final AtomicBoolean isRetryScheduled = new AtomicBoolean();
    private final AtomicBoolean retryLost = new AtomicBoolean();
    private boolean closed;

    TrackingMultiplexer(Router router, DriverContext context) {
        this.router = router;
        this.context = context;
        router.addMasterChangeListener(this::onMastersChanged);
    }

    /**
     * Registers a listener for changes of keys.
     *
     * @throws DriverException if not every master has acknowledged in time
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
                connectTo(router.masters(deadline), deadline);
                done = true;
            } finally {
                if (!done) {
                    registrations.remove(registration);
                    registration.stop();
                }
            }
        } finally {
            lock.unlock();
        }
        registration.start();
        return registration;
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

    /** Returns whether every master currently reports every change. */
    boolean armed() {
        if (masterChanges.get() != handledMasterChanges) {
            if (retryLost.compareAndSet(true, false)) {
                retryLostAttempt();
            }
            return false;
        }
        return connections.allUp();
    }

    /** Returns how long ago the master that has been silent longest last answered; empty without connections. */
    Optional<Duration> sinceHeartbeat() {
        return connections.longestSilence(context.nanoTime().getAsLong());
    }

    private void retryLostAttempt() {
        try {
            retryConnecting();
        } catch (Throwable noMemory) {
            // The next call tries again.
        }
    }

    /** Removes a registration, and closes all connections if it was the last one. */
    void remove(TrackingRegistration registration) {
        lock.lock();
        try {
            if (registrations.remove(registration) && registrations.isEmpty()) {
                connections.closeAllExcept(TrackingConnections.none());
                connections = TrackingConnections.none();
            }
        } finally {
            lock.unlock();
        }
    }

    private List<byte[]> requiredPrefixes() {
        return KeyPrefixSets.minimal(registrations.stream()
                .flatMap(registration -> registration.prefixes().stream())
                .toList());
    }

    /** Connects to every master for all required prefixes, reusing connections that match. */
    private void connectTo(List<ServerHandle> masters, Deadline deadline) {
        List<byte[]> requiredPrefixes = requiredPrefixes();
        TrackingConnections previous = connections;
        if (previous.covers(masters, requiredPrefixes)) {
            return;
        }
        TrackingConnections next = previous.forMasters(masters, requiredPrefixes, this::newConnection);
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

    private ReconnectingPushConnection newConnection(
            ServerHandle server, List<byte[]> prefixes, TrackingConnections.ConnectionState state) {
        state.answered(context.nanoTime().getAsLong()); // before it is asked: never later than its answer
        return new ReconnectingPushConnection(
                new FixedServerLocator(server),
                new PushSubscription.Invalidations(prefixes),
                new InvalidationListener(state),
                context);
    }

    /** Connects to the new masters after a failover or a change of the cluster. */
    private void onMastersChanged() {
        // Changes on the new masters are not reported until they have been connected to: a gap begins here, and lasts
        // until the missing connections are established. Before the lock, which may be held while others connect.
        masterChanges.incrementAndGet();
        registrations.forEach(TrackingRegistration::reportGap);
        connectToCurrentMasters();
    }

    private void connectToCurrentMasters() {
        if (!lock.tryLock()) {
            retryConnecting(); // Another thread connects, perhaps to earlier masters.
            return;
        }
        try {
            long changes = masterChanges.get();
            if (changes == handledMasterChanges) {
                return;
            }
            if (closed || registrations.isEmpty()) {
                // No listener is left that could miss a change; the next registration connects to the current
                // masters.
                handledMasterChanges = changes;
                return;
            }
            Deadline deadline = Deadline.after(context.settings().connectTimeout(), context.nanoTime());
            connectTo(router.masters(deadline), deadline);
            registrations.forEach(TrackingRegistration::reportGap);
            handledMasterChanges = changes;
        } catch (DriverException e) {
            retryConnecting();
        } catch (Throwable e) {
            retryConnecting(); // nothing else ends the gap
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Schedules another attempt, unless one is scheduled. Without memory for it, a later call of {@link #armed()}
     * schedules it.
     */
    private void retryConnecting() {
        if (!isRetryScheduled.compareAndSet(false, true)) {
            return;
        }
        boolean scheduled = false;
        try {
            context.scheduler().schedule(context.settings().reconnect().shortest(), this::retry);
            scheduled = true;
        } finally {
            isRetryScheduled.set(scheduled);
            retryLost.set(!scheduled);
        }
    }

    private void retry() {
        isRetryScheduled.set(false);
        connectToCurrentMasters();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            connections.closeAllExcept(TrackingConnections.none());
        } finally {
            lock.unlock();
        }
        registrations.forEach(TrackingRegistration::stop);
    }

    /** Locator of one fixed master. */
    private final class FixedServerLocator implements ReconnectingPushConnection.ServerLocator {

        private final ServerHandle server;

        FixedServerLocator(ServerHandle server) {
            this.server = server;
        }

        @Override
        public ServerHandle locate(Deadline deadline) {
            return server;
        }

        @Override
        public void connectionFailed() {
            router.pushConnectionFailed();
        }
    }

    /** Listener that passes the invalidations and losses of one connection to all registrations. */
    private final class InvalidationListener implements ReconnectingPushConnection.Listener {

        private final TrackingConnections.ConnectionState state;

        InvalidationListener(TrackingConnections.ConnectionState state) {
            this.state = state;
        }

        @Override
        public void invalidated(List<byte[]> keys) {
            boolean done = false;
            try {
                registrations.forEach(registration -> registration.invalidated(keys));
                done = true;
            } finally {
                if (!done) {
                    flushed(); // for example without memory: an unreported change would never be noticed
                }
            }
        }

        @Override
        public void flushed() {
            registrations.forEach(TrackingRegistration::reportUnknownChanges);
        }

        @Override
        public void received() {
            state.answered(context.nanoTime().getAsLong());
        }

        @Override
        public void lost() {
            state.markDown();
            registrations.forEach(TrackingRegistration::reportGap);
        }

        @Override
        public void restored() {
            received();
            registrations.forEach(TrackingRegistration::reportGap);
            state.markUp();
        }
    }
}
