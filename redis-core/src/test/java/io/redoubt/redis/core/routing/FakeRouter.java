package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Router to two masters. The test decides when the masters change and when they are unknown. Implements only what
 * tracking needs.
 */
final class FakeRouter implements Router {

    /** The listeners of the first push connection to each master. */
    final List<PushMessageListener> sinks = new CopyOnWriteArrayList<>();

    private final List<ServerHandle> masters;
    private final List<Runnable> listeners = new ArrayList<>();

    /** Exception to throw because the master is unknown, or null if it is known. */
    @Nullable
    DriverException failure;

    FakeRouter(DriverContext context) {
        this.masters = List.of(newMaster(context), newMaster(context));
    }

    private ServerHandle newMaster(DriverContext context) {
        FakeNodeClient client = new FakeNodeClient();
        client.subscriptions.add(sinks::add);
        return ServerHandle.of(listener -> client, context, down -> {});
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
        return masters(deadline).get(0);
    }

    @Override
    public List<ServerHandle> masters(Deadline deadline) {
        if (failure != null) {
            throw failure;
        }
        return masters;
    }

    @Override
    public ServerHandle serverAt(Node node) {
        return masters.get(0);
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
        return masters.stream().map(ServerHandle::load).toList();
    }

    @Override
    public void addMasterChangeListener(Runnable task) {
        listeners.add(task);
    }

    @Override
    public void close() {
        masters.forEach(ServerHandle::close);
    }
}
