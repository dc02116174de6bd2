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
final class TrackingHub implements AutoCloseable {

    private final Routes routes;
    private final Surroundings surroundings;
    private final ReentrantLock changing = new ReentrantLock();
    private final List<RoutedTracking> orders = new CopyOnWriteArrayList<>();
    private volatile TrackingLinks links = TrackingLinks.none();
    private volatile boolean missing;
    private boolean closed;

    TrackingHub(Routes routes, Surroundings surroundings) {
        this.routes = routes;
        this.surroundings = surroundings;
        routes.whenMastersChange(this::follow);
    }

    /**
     * Begins to tell of keys.
     *
     * @throws DriverException if not every master has acknowledged it in time
     */
    RoutedTracking track(List<byte[]> prefixes, TrackingListener listener, Deadline deadline) {
        RoutedTracking order = new RoutedTracking(prefixes, listener, this);
        lockWithin(deadline);
        try {
            if (closed) {
                throw Server.notExecuted(Kind.CLOSED, "closed");
            }
            orders.add(order);
            boolean done = false;
            try {
                cover(routes.masters(deadline), deadline);
                done = true;
            } finally {
                if (!done) {
                    orders.remove(order);
                    order.end();
                }
            }
        } finally {
            changing.unlock();
        }
        order.arm();
        return order;
    }

    private void lockWithin(Deadline deadline) {
        try {
            if (!changing.tryLock(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
                throw Server.notExecuted(Kind.TIMEOUT, "links for tracking were being opened until the deadline");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Server.notExecuted(Kind.INTERRUPTED, "interrupted before tracking was asked for");
        }
    }

    /** Whether every master tells of every change just now. */
    boolean armed() {
        return !missing && links.allStand();
    }

    void forget(RoutedTracking order) {
        changing.lock();
        try {
            if (orders.remove(order) && orders.isEmpty()) {
                links.closeExcept(TrackingLinks.none());
                links = TrackingLinks.none();
            }
        } finally {
            changing.unlock();
        }
    }

    private List<byte[]> wanted() {
        return Prefixes.minimal(
                orders.stream().flatMap(order -> order.prefixes().stream()).toList());
    }

    /** Has every master asked for all that is wanted, by links that stand already where they do. */
    private void cover(List<Server> masters, Deadline deadline) {
        List<byte[]> wanted = wanted();
        TrackingLinks before = links;
        if (before.cover(masters, wanted)) {
            return;
        }
        TrackingLinks next = before.next(masters, wanted, this::link);
        boolean done = false;
        try {
            next.begin(deadline);
            done = true;
        } finally {
            if (!done) {
                next.closeExcept(before);
            }
        }
        links = next;
        before.closeExcept(next);
    }

    private KeptLink link(Server server, List<byte[]> prefixes, TrackingLinks.Standing standing) {
        return new KeptLink(
                new Master(server), new PushRequest.Invalidations(prefixes), new Changes(standing), surroundings);
    }

    /** After a failover, or a change of the cluster: there are other masters to ask. */
    private void follow() {
        changing.lock();
        try {
            if (closed || orders.isEmpty()) {
                // Nobody is left who misses something; the next to come has the masters of then asked.
                missing = false;
                return;
            }
            // What the new masters have changed until they are asked is told by nobody: a gap begins here, which the
            // link that is missing keeps open.
            missing = true;
            orders.forEach(RoutedTracking::gap);
            Deadline deadline = Deadline.after(surroundings.settings().connectTimeout(), surroundings.nanoTime());
            cover(routes.masters(deadline), deadline);
            orders.forEach(RoutedTracking::gap);
            missing = false;
        } catch (DriverException e) {
            surroundings.background().after(surroundings.settings().reconnect().shortest(), this::follow);
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void close() {
        changing.lock();
        try {
            closed = true;
            links.closeExcept(TrackingLinks.none());
        } finally {
            changing.unlock();
        }
        orders.forEach(RoutedTracking::end);
    }

    /** A master as long as it is one. */
    private final class Master implements KeptLink.Place {

        private final Server server;

        Master(Server server) {
            this.server = server;
        }

        @Override
        public Server find(Deadline deadline) {
            return server;
        }

        @Override
        public void doubted() {
            routes.doubted();
        }
    }

    private final class Changes implements KeptLink.Owner {

        private final TrackingLinks.Standing standing;

        Changes(TrackingLinks.Standing standing) {
            this.standing = standing;
        }

        @Override
        public void invalidated(List<byte[]> keys) {
            orders.forEach(order -> order.invalidated(keys));
        }

        @Override
        public void flushed() {
            orders.forEach(RoutedTracking::gap);
        }

        @Override
        public void lost() {
            standing.fell();
            orders.forEach(RoutedTracking::gap);
        }

        @Override
        public void restored() {
            orders.forEach(RoutedTracking::gap);
            standing.rose();
        }
    }
}
