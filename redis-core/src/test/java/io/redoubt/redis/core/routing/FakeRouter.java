package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
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

    /** The clients of the masters. */
    final List<FakeNodeClient> clients = List.of(new FakeNodeClient(), new FakeNodeClient());

    final MasterChanges changes;

    private final List<ServerHandle> masters;

    /** Runs whenever somebody asks for the masters. */
    volatile Runnable onMastersAsked = () -> {};

    /** Exception to throw because the master is unknown, or null if it is known. */
    volatile @Nullable DriverException failure;

    FakeRouter(DriverContext context) {
        this.changes = new MasterChanges(context.scheduler());
        this.masters =
                clients.stream().map(client -> newMaster(client, context)).toList();
    }

    private ServerHandle newMaster(FakeNodeClient client, DriverContext context) {
        client.subscriptions.add(sinks::add);
        return ServerHandle.of(listener -> client, context, down -> {});
    }

    /** Replaces the connections to all masters, which may be other servers afterwards. */
    void renewAll() {
        changes.make(() ->
                masters.forEach(master -> master.renew(Deadline.after(Duration.ofSeconds(30), System::nanoTime))));
        changes.notifyListeners();
    }

    /** Makes a change of the masters, which in fact stay the same. */
    void changeMasters() {
        changes.make(() -> {});
        changes.notifyListeners();
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
        onMastersAsked.run();
        DriverException thrown = failure;
        if (thrown != null) {
            throw thrown;
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
    public MasterChanges masterChanges() {
        return changes;
    }

    @Override
    public void close() {
        masters.forEach(ServerHandle::close);
    }
}
