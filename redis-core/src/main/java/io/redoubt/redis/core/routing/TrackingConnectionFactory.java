package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PushSubscription;
import java.util.List;

/**
 * Factory of the connections on which servers report changed keys. What is reported, and that a connection is lost or
 * refused, is passed to all registrations. Thread-safe.
 */
final class TrackingConnectionFactory implements TrackingConnections.Factory {

    private final Router router;
    private final DriverContext context;
    private final List<TrackingRegistration> registrations;

    /**
     * Creates a factory.
     *
     * @param registrations a list that may be changed at any time, also by other threads
     */
    TrackingConnectionFactory(Router router, DriverContext context, List<TrackingRegistration> registrations) {
        this.router = router;
        this.context = context;
        this.registrations = registrations;
    }

    @Override
    public ReconnectingPushConnection create(
            ServerHandle server, List<byte[]> prefixes, TrackingConnections.ConnectionState state) {
        state.answered(context.nanoTime().getAsLong()); // before it is asked: never later than its answer
        return new ReconnectingPushConnection(
                new FixedServerLocator(server),
                new PushSubscription.Invalidations(prefixes),
                new InvalidationListener(state),
                context);
    }

    /** Notifies all registrations if a server has refused to report changes. */
    void reportIfRefused(DriverException failure) {
        if (failure.kind() == Kind.ACCESS_DENIED) {
            String reason = String.valueOf(failure.getMessage());
            registrations.forEach(registration -> registration.reportRefusal(reason));
        }
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
        public void refused(DriverException reason) {
            state.markRefused(String.valueOf(reason.getMessage()));
            reportIfRefused(reason);
        }

        @Override
        public void restored() {
            received();
            registrations.forEach(TrackingRegistration::reportGap);
            state.markUp();
        }
    }
}
