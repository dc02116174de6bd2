package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeLoad;
import io.redoubt.redis.spi.Reply;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which server gets a command. Thread-safe. */
interface Router extends AutoCloseable {

    /** How the servers work together. */
    Topology.Mode mode();

    /** Whether what servers say about where else to go is followed. */
    default boolean followsRedirects() {
        return mode() == Topology.Mode.CLUSTER;
    }

    /**
     * The master that holds a key, or any master if no key is meant.
     *
     * @throws DriverException if it is not known in time
     */
    ServerHandle serverForKey(byte @Nullable [] key, Deadline deadline);

    /**
     * All masters.
     *
     * @throws DriverException if they are not known in time
     */
    List<ServerHandle> masters(Deadline deadline);

    /** The server to which another one has pointed. */
    ServerHandle serverAt(Node node);

    /** A server has said that a slot is elsewhere. */
    void slotMoved(int slot, ServerHandle owner);

    /** A server has answered that it may not be the one to ask. */
    void errorReplied(ServerHandle server, Reply.Refusal refusal);

    /** A call to a server has failed. */
    void callFailed(ServerHandle server, DriverException failure);

    /** A link has broken, or could not be opened: another server may be the one to ask. Does not wait. */
    void pushConnectionFailed();

    /**
     * Finds out anew where the masters are, from now on.
     *
     * @throws DriverException if that is not known in time
     */
    void refreshTopology(Deadline deadline);

    /** What all connections do. */
    Collection<NodeLoad> nodeLoads();

    /** Is run, on a thread in the background, after the masters have changed. */
    void addMasterChangeListener(Runnable task);

    /** Gives all servers up. */
    @Override
    void close();
}
