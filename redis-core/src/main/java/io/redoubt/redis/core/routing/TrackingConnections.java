package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Set of connections, one to each Redis master, on which the masters report changes of keys with given prefixes.
 * Thread-safe; the set of connections is fixed at construction.
 */
final class TrackingConnections {

    private final List<byte[]> prefixes;
    private final Map<ServerHandle, MasterConnection> connections;
    private final List<ReconnectingPushConnection> unopened;

    private TrackingConnections(
            List<byte[]> prefixes,
            Map<ServerHandle, MasterConnection> connections,
            List<ReconnectingPushConnection> unopened) {
        this.prefixes = prefixes;
        this.connections = connections;
        this.unopened = unopened;
    }

    /** Factory of connections that report their state. */
    interface Factory {
        ReconnectingPushConnection create(ServerHandle server, List<byte[]> prefixes, ConnectionState state);
    }

    /** State of one connection: up or down. */
    static final class ConnectionState {

        private volatile boolean up = true;

        void markDown() {
            up = false;
        }

        void markUp() {
            up = true;
        }
    }

    /** Push connection to one master, and its state. */
    private record MasterConnection(ReconnectingPushConnection connection, ConnectionState state) {}

    static TrackingConnections none() {
        return new TrackingConnections(List.of(), Map.of(), List.of());
    }

    /** Returns whether the connections are those for exactly these masters and prefixes. */
    boolean covers(List<ServerHandle> masters, List<byte[]> requiredPrefixes) {
        return KeyPrefixSets.equal(prefixes, requiredPrefixes)
                && connections.keySet().equals(new HashSet<>(masters));
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
            if (current == null) {
                ConnectionState state = new ConnectionState();
                current = new MasterConnection(factory.create(master, requiredPrefixes, state), state);
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

    /** Returns whether all connections are up. */
    boolean allUp() {
        for (MasterConnection entry : connections.values()) {
            if (!entry.state().up) {
                return false;
            }
        }
        return true;
    }

    /** Closes the connections that the other set does not use. */
    void closeAllExcept(TrackingConnections other) {
        connections.values().stream()
                .filter(entry -> !other.connections.containsValue(entry))
                .forEach(entry -> entry.connection().close());
    }
}
