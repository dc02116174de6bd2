package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.Reply;
import java.util.Collection;

/**
 * Base class of {@link SentinelRouter} and {@link ClusterRouter}, which keeps the list of current masters up to date.
 * The routers ask the servers when first used, after a failure or an error reply that indicates another master, and
 * regularly. Thread-safe.
 */
abstract sealed class RefreshingRouter implements Router permits ClusterRouter, SentinelRouter {

    private final DriverContext context;
    private final ServerRegistry registry;
    private final CoalescingTask refresh;
    private final MasterChanges changes;

    RefreshingRouter(NodeClientFactory driver, DriverContext context) {
        RedisSettings settings = context.settings();
        this.context = context;
        this.changes = new MasterChanges(context.scheduler());
        this.refresh = new CoalescingTask(context, this::load);
        this.registry = new ServerRegistry(
                context,
                node -> ServerHandle.of(
                        context.clientFactory(driver, node, settings.credentials(), settings.database()),
                        context,
                        unavailable -> requestRefresh(),
                        this::renew));
    }

    /** Replaces the connections to a server: its host name may lead to another server afterwards. */
    private void renew(Runnable renewal) {
        try {
            changes.make(renewal);
        } finally {
            changes.notifyListeners();
        }
    }

    /** Returns whether the masters were loaded before. */
    abstract boolean isLoaded();

    /**
     * Loads the current masters.
     *
     * @throws DriverException if no server names them before the deadline
     */
    abstract void load(Deadline deadline);

    final DriverContext context() {
        return context;
    }

    final ServerRegistry registry() {
        return registry;
    }

    final CoalescingTask refresh() {
        return refresh;
    }

    /** Starts the regular refreshes. To be called at the end of the constructor. */
    final void refreshRegularly() {
        context.scheduler().scheduleRepeatedly(context.settings().topologyRefresh(), this::requestRefresh);
    }

    /** Triggers a refresh, provided that the masters were loaded before. */
    final void requestRefresh() {
        if (isLoaded()) {
            refresh.trigger();
        }
    }

    @Override
    public ServerHandle serverAt(Node node) {
        return registry.getOrCreate(node);
    }

    @Override
    public final void errorReplied(ServerHandle server, Reply.Refusal refusal) {
        if (Redirect.indicatesOtherMaster(refusal)) {
            refresh.trigger();
        }
    }

    @Override
    public final void callFailed(ServerHandle server, DriverException failure) {
        if (failure.kind() == Kind.TIMEOUT || failure.kind() == Kind.CONNECTION_LOST) {
            requestRefresh();
        }
    }

    @Override
    public final void pushConnectionFailed() {
        requestRefresh();
    }

    @Override
    public final void refreshTopology(Deadline deadline) {
        refresh.awaitFreshRun(deadline);
    }

    @Override
    public final Collection<NodeStatistics> nodeLoads() {
        return registry.nodeLoads();
    }

    @Override
    public final MasterChanges masterChanges() {
        return changes;
    }

    @Override
    public void close() {
        registry.close();
    }
}
