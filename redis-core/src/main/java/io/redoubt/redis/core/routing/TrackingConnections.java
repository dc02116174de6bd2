package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.support.SafeCallback;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Set of connections, one to each Redis master, on which the masters report changes of keys with given prefixes.
 * Thread-safe; the set of connections is fixed at construction.
 */
final class TrackingConnections {

    /** No connections. */
    static final TrackingConnections NONE = new TrackingConnections(List.of(), Map.of(), List.of());

    private static final Logger LOG = LoggerFactory.getLogger(TrackingConnections.class);

    private final List<byte[]> prefixes;
    private final Map<ServerHandle, MasterConnection> connections;
    private final List<ReconnectingPushConnection> unopened;
    private final ConnectionState[] states;

    private TrackingConnections(
            List<byte[]> prefixes,
            Map<ServerHandle, MasterConnection> connections,
            List<ReconnectingPushConnection> unopened) {
        this.prefixes = prefixes;
        this.connections = connections;
        this.unopened = unopened;
        this.states = connections.values().stream().map(MasterConnection::state).toArray(ConnectionState[]::new);
    }

    /** Factory of connections that report their state. */
    interface Factory {
        ReconnectingPushConnection create(ServerHandle server, List<byte[]> prefixes, ConnectionState state);
    }

    /** State of one connection: up or down, why the server refuses it, and when it last answered on it. */
    static final class ConnectionState {

        private volatile boolean up = true;
        /** Why the server refused the last attempt to open the connection again; null if it did not. */
        private volatile @Nullable String refusal;

        private volatile long answeredNanos;

        void markDown() {
            up = false;
        }

        void markRefused(String reason) {
            refusal = reason;
        }

        void markUp() {
            refusal = null;
            up = true;
        }

        /** Records that the server has answered, and when. */
        void answered(long nanos) {
            answeredNanos = nanos;
        }
    }

    /**
     * Push connection to one master, and its state.
     *
     * @param renewals how often the other connections to the master had been replaced before
     */
    private record MasterConnection(ReconnectingPushConnection connection, ConnectionState state, long renewals) {}

    /** Returns whether the connections are those for exactly these masters and prefixes. */
    boolean covers(List<ServerHandle> masters, List<byte[]> requiredPrefixes) {
        return KeyPrefixSets.equal(prefixes, requiredPrefixes)
                && connections.keySet().equals(new HashSet<>(masters))
                && connections.entrySet().stream()
                        .allMatch(each ->
                                each.getValue().renewals == each.getKey().renewals());
    }

    /**
     * Returns the connections for these masters and prefixes: existing connections that match, and new ones, which
     * {@link #openNew} opens.
     */
    TrackingConnections forMasters(List<ServerHandle> masters, List<byte[]> requiredPrefixes, Factory factory) {
        boolean samePrefixes = KeyPrefixSets.equal(prefixes, requiredPrefixes);
        Map<ServerHandle, MasterConnection> next = new LinkedHashMap<>();
        List<ReconnectingPushConnection> added = new ArrayList<>();
        for (ServerHandle master : masters) {
            MasterConnection current = samePrefixes ? connections.get(master) : null;
            // After the other connections were replaced, the host name may lead to another server.
            long renewals = master.renewals();
            if (current == null || current.renewals != renewals) {
                ConnectionState state = new ConnectionState();
                current = new MasterConnection(factory.create(master, requiredPrefixes, state), state, renewals);
                added.add(current.connection());
            }
            next.put(master, current);
        }
        return new TrackingConnections(requiredPrefixes, next, added);
    }

    /**
     * Opens the new connections.
     *
     * @throws DriverException if a master has not acknowledged in time
     */
    void openNew(Deadline deadline) {
        unopened.forEach(connection -> connection.open(deadline));
    }

    /** Returns whether all connections are up. Asked for each read of a value that is kept in this process. */
    boolean allUp() {
        for (ConnectionState state : states) {
            if (!state.up) {
                return false;
            }
        }
        return true;
    }

    /**
     * Requires all connections to be up.
     *
     * @throws DriverException ACCESS_DENIED if a server has refused a connection that is down, otherwise UNREACHABLE
     */
    void requireAllUp() {
        boolean isDown = false;
        for (ConnectionState state : states) {
            String refusal = state.refusal;
            if (!state.up && refusal != null) {
                throw ServerHandle.notExecuted(Kind.ACCESS_DENIED, refusal);
            }
            isDown |= !state.up;
        }
        if (isDown) {
            throw ServerHandle.notExecuted(
                    Kind.UNREACHABLE, "a connection for tracking was lost, and is being reopened");
        }
    }

    /** Returns how long ago the server that has been silent longest last answered; empty without connections. */
    Optional<Duration> longestSilence(long nowNanos) {
        return Arrays.stream(states)
                .map(state -> Duration.ofNanos(Math.max(0, nowNanos - state.answeredNanos)))
                .max(Duration::compareTo);
    }

    /** Closes the connections that the other set does not use. Returns whether there were any. Never throws. */
    boolean closeAllExcept(TrackingConnections other) {
        boolean areUnused = false;
        for (MasterConnection each : connections.values()) {
            if (!other.connections.containsValue(each)) {
                areUnused = true;
                try {
                    each.connection().close();
                } catch (Throwable failure) { // must not keep the others open
                    SafeCallback.logFailure(LOG, "closing a connection for tracking", failure);
                }
            }
        }
        return areUnused;
    }
}
