package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Router to one master. The test decides when the master changes and when it is unknown. Implements only what
 * tracking needs.
 */
final class FakeRouter implements Router {

    final FakeNodeClient client = new FakeNodeClient();
    private final ServerHandle master;
    private final List<Runnable> listeners = new ArrayList<>();

    /** Exception to throw because the master is unknown, or null if it is known. */
    @Nullable
    DriverException failure;

    FakeRouter(DriverContext context) {
        this.master = ServerHandle.of(listener -> client, context, down -> {});
    }

    /** Notifies the listeners of a change of the masters, on the current thread. */
    void changeMasters() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public Topology.Mode mode() {
        return Topology.Mode.SENTINEL;
    }

    @Override
    public ServerHandle serverForKey(byte @Nullable [] key, Deadline deadline) {
        if (failure != null) {
            throw failure;
        }
        return master;
    }

    @Override
    public List<ServerHandle> masters(Deadline deadline) {
        return List.of(serverForKey(null, deadline));
    }

    @Override
    public ServerHandle serverAt(Node node) {
        return master;
    }

    @Override
    public void slotMoved(int slot, ServerHandle owner) {}

    @Override
    public void errorReplied(ServerHandle server, Reply.Refusal refusal) {}

    @Override
    public void callFailed(ServerHandle server, DriverException failure) {}

    @Override
    public void pushConnectionFailed() {}

    @Override
    public void refreshTopology(Deadline deadline) {}

    @Override
    public Collection<NodeStatistics> nodeLoads() {
        return List.of(master.load());
    }

    @Override
    public void addMasterChangeListener(Runnable task) {
        listeners.add(task);
    }

    @Override
    public void close() {
        master.close();
    }
}
