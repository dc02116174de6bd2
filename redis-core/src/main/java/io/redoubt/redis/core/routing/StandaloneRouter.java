package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Router that selects the same Redis server for every command. */
final class StandaloneRouter implements Router {

    /** Shortest time between two notifications of changes. */
    static final Duration ANNOUNCEMENT_PAUSE = Duration.ofSeconds(1);

    private final ServerHandle server;
    private final CoalescingTask reconnect;
    private final MasterChanges changes;
    private final BackgroundScheduler scheduler;
    private final AtomicBoolean isPaused = new AtomicBoolean();
    private final AtomicBoolean isDue = new AtomicBoolean();

    StandaloneRouter(NodeClientFactory driver, Node node, DriverContext context) {
        RedisSettings settings = context.settings();
        this.scheduler = context.scheduler();
        this.changes = new MasterChanges(context.scheduler());
        this.server = ServerHandle.of(
                context.clientFactory(driver, node, settings.credentials(), settings.database()),
                context,
                down -> {},
                this::renew);
        this.reconnect = new CoalescingTask(context, server::renew);
    }

    /** Replaces the connections: the host name may lead to another server afterwards, also if that fails halfway. */
    private void renew(Runnable renewal) {
        try {
            changes.make(renewal);
        } finally {
            announceChange();
        }
    }

    /**
     * Lets listeners connect to the server to which the host name leads now, at most once per second: while a server
     * goes on refusing writes, connections are replaced again and again.
     */
    private void announceChange() {
        if (!isPaused.compareAndSet(false, true)) {
            isDue.set(true);
            if (isPaused.get()) {
                return; // The end of the pause announces it.
            }
        }
        boolean scheduled = false;
        try {
            scheduler.schedule(ANNOUNCEMENT_PAUSE, this::endPause);
            scheduled = true;
        } finally {
            isPaused.set(scheduled);
        }
        changes.notifyListeners();
    }

    private void endPause() {
        isPaused.set(false);
        if (isDue.getAndSet(false)) {
            announceChange();
        }
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
        // Redirections are followed only if the settings name a cluster.
    }

    @Override
    public void errorReplied(ServerHandle from, Reply.Refusal refusal) {
        if (Redirect.indicatesOtherMaster(refusal)) {
            // Another server may have become the master behind the host name that a provider maintains.
            reconnect.trigger();
        }
    }

    @Override
    public void callFailed(ServerHandle from, DriverException failure) {
        // The circuit breaker probes the server.
    }

    @Override
    public void pushConnectionFailed() {
        // There is no other server.
    }

    @Override
    public void refreshTopology(Deadline deadline) {
        // There is only one server.
    }

    @Override
    public Collection<NodeStatistics> nodeLoads() {
        return List.of(server.load());
    }

    @Override
    public MasterChanges masterChanges() {
        return changes;
    }

    @Override
    public void close() {
        server.close();
    }
}
