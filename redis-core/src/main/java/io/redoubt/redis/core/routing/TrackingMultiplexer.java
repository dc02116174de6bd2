package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PushRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One link a master that tells which keys change, for all who want to know. The servers are asked for the least set of
 * prefixes that covers what everybody wants, since they refuse overlapping ones; who wanted which is sorted out here.
 * Thread-safe.
 *
 * <p>Links are replaced, not changed: new ones stand before the old ones go, so that nothing is missed in between.
 */
final class TrackingMultiplexer implements AutoCloseable {

    private final Router router;
    private final DriverContext context;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<TrackingRegistration> registrations = new CopyOnWriteArrayList<>();
    private volatile TrackingConnections connections = TrackingConnections.none();
    private volatile boolean incomplete;
    private boolean closed;

    TrackingMultiplexer(Router router, DriverContext context) {
        this.router = router;
        this.context = context;
        router.addMasterChangeListener(this::onMastersChanged);
    }

    /**
     * Begins to tell of keys.
     *
     * @throws DriverException if not every master has acknowledged it in time
     */
    TrackingRegistration register(List<byte[]> prefixes, TrackingListener listener, Deadline deadline) {
        TrackingRegistration registration = new TrackingRegistration(prefixes, listener, this);
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

    /** Whether every master tells of every change just now. */
    boolean armed() {
        return !incomplete && connections.allUp();
    }

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
        return TrackingPrefixes.minimal(
                registrations.stream().flatMap(registration -> registration.prefixes().stream()).toList());
    }

    /** Has every master asked for all that is wanted, by links that stand already where they do. */
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
        previous.closeAllExcept(next);
    }

    private ReconnectingPushConnection newConnection(ServerHandle server, List<byte[]> prefixes, TrackingConnections.ConnectionState state) {
        return new ReconnectingPushConnection(
                new FixedServerLocator(server), new PushRequest.Invalidations(prefixes), new InvalidationListener(state), context);
    }

    /** After a failover, or a change of the cluster: there are other masters to ask. */
    private void onMastersChanged() {
        lock.lock();
        try {
            if (closed || registrations.isEmpty()) {
                // Nobody is left who misses something; the next to come has the masters of then asked.
                incomplete = false;
                return;
            }
            // What the new masters have changed until they are asked is told by nobody: a gap begins here, which the
            // link that is missing keeps open.
            incomplete = true;
            registrations.forEach(TrackingRegistration::reportGap);
            Deadline deadline = Deadline.after(context.settings().connectTimeout(), context.nanoTime());
            connectTo(router.masters(deadline), deadline);
            registrations.forEach(TrackingRegistration::reportGap);
            incomplete = false;
        } catch (DriverException e) {
            context.scheduler().schedule(context.settings().reconnect().shortest(), this::onMastersChanged);
        } finally {
            lock.unlock();
        }
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

    /** A master as long as it is one. */
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

    private final class InvalidationListener implements ReconnectingPushConnection.Listener {

        private final TrackingConnections.ConnectionState state;

        InvalidationListener(TrackingConnections.ConnectionState state) {
            this.state = state;
        }

        @Override
        public void invalidated(List<byte[]> keys) {
            registrations.forEach(registration -> registration.invalidated(keys));
        }

        @Override
        public void flushed() {
            registrations.forEach(TrackingRegistration::reportGap);
        }

        @Override
        public void lost() {
            state.markDown();
            registrations.forEach(TrackingRegistration::reportGap);
        }

        @Override
        public void restored() {
            registrations.forEach(TrackingRegistration::reportGap);
            state.markUp();
        }
    }
}
