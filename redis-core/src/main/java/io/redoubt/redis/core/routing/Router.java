package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.Reply;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Strategy that selects the Redis server for each command. Thread-safe. */
interface Router extends AutoCloseable {

    /** Returns how the servers work together. */
    Topology.Mode mode();

    /** Returns whether redirections by servers are followed. */
    default boolean followsRedirects() {
        return mode() == Topology.Mode.CLUSTER;
    }

    /**
     * Returns the master that owns a key, or any master if the key is null.
     *
     * @throws DriverException if the master is not known before the deadline
     */
    ServerHandle serverForKey(byte @Nullable [] key, Deadline deadline);

    /**
     * Returns all masters.
     *
     * @throws DriverException if they are not known before the deadline
     */
    List<ServerHandle> masters(Deadline deadline);

    /** Returns the server to which another server has redirected a command, before the command is sent to it. */
    ServerHandle serverAt(Node node);

    /** Called when a server has replied that a slot is permanently on another server. */
    void slotMoved(int slot, ServerHandle owner);

    /** Called for each error reply, which may show that the server is not the right one for the command. */
    void errorReplied(ServerHandle server, Reply.Refusal refusal);

    /** Called when a call to a server has failed. */
    void callFailed(ServerHandle server, DriverException failure);

    /**
     * Called when a push connection has broken or could not be opened, so that another server may have taken over.
     * Does not block.
     */
    void pushConnectionFailed();

    /**
     * Waits for a refresh of the topology that begins after this call.
     *
     * @throws DriverException if the topology is not known before the deadline
     */
    void refreshTopology(Deadline deadline);

    /** Returns the figures of the connections to each server. */
    Collection<NodeStatistics> nodeLoads();

    /**
     * Returns all servers that answer commands: the masters, and in a cluster those to which masters have redirected
     * commands though the topology does not name them as masters.
     *
     * @throws DriverException if they are not known before the deadline
     */
    default List<ServerHandle> serversInUse(Deadline deadline) {
        return masters(deadline);
    }

    /** Returns the record of the changes of the servers in use. */
    MasterChanges masterChanges();

    /** Closes the connections to all servers. */
    @Override
    void close();
}
