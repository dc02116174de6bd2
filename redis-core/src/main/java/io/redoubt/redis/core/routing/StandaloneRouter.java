package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.NodeLoad;
import io.redoubt.redis.spi.Reply;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One server gets everything. */
final class StandaloneRouter implements Router {

    private final ServerHandle server;
    private final CoalescingTask reconnect;

    StandaloneRouter(NodeDriver driver, Node node, DriverContext context) {
        RedisSettings settings = context.settings();
        this.server = ServerHandle.of(
                context.clientFactory(driver, node, settings.credentials(), settings.database()),
                context,
                down -> {});
        this.reconnect = new CoalescingTask(context, this.server::renew);
    }

    @Override
    public Topology.Mode mode() {
        return Topology.Mode.STANDALONE;
    }

    @Override
    public ServerHandle serverForKey(byte @Nullable [] key, Deadline deadline) {
        return server;
    }

    @Override
    public List<ServerHandle> masters(Deadline deadline) {
        return List.of(server);
    }

    @Override
    public ServerHandle serverAt(Node node) {
        return server;
    }

    @Override
    public void slotMoved(int slot, ServerHandle owner) {
        // Nothing to learn: who wants a cluster followed says so in the settings.
    }

    @Override
    public void errorReplied(ServerHandle from, Reply.Refusal refusal) {
        if (Redirect.indicatesOtherMaster(refusal)) {
            // Behind the name that a provider keeps, another server may be the master now.
            reconnect.trigger();
        }
    }

    @Override
    public void callFailed(ServerHandle from, DriverException failure) {
        // The gate finds out when it is back.
    }

    @Override
    public void pushConnectionFailed() {
        // There is no other.
    }

    @Override
    public void refreshTopology(Deadline deadline) {
        // It is always the same one.
    }

    @Override
    public Collection<NodeLoad> nodeLoads() {
        return List.of(server.load());
    }

    @Override
    public void addMasterChangeListener(Runnable task) {
        // It is always the same one.
    }

    @Override
    public void close() {
        server.close();
    }
}
