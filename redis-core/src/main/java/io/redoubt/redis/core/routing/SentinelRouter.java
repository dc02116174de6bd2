package io.redoubt.redis.core.routing;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisEndpoints;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Router that selects the current master of a Sentinel deployment for every command. Sentinels are queried when another
 * master is suspected, and periodically; {@code +switch-master} messages announce a new master at once. A master
 * reported by a sentinel must confirm its role before other commands are sent to it.
 */
final class SentinelRouter extends RefreshingRouter {

    private static final Command ROLE = Command.keyless("ROLE");
    private static final Duration MAX_WAIT_PER_SERVER = Duration.ofMillis(500);
    private static final byte[] SWITCH_CHANNEL = "+switch-master".getBytes(StandardCharsets.US_ASCII);

    private final Command masterQuery;
    private final String masterName;
    private final List<ServerHandle> sentinels;
    private final List<ReconnectingPushConnection> connections = new ArrayList<>();
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private volatile @Nullable ServerHandle master;

    SentinelRouter(NodeClientFactory driver, RedisEndpoints.Sentinel sentinel, DriverContext context) {
        super(driver, context);
        this.masterName = sentinel.master();
        this.masterQuery = Command.keyless(
                "SENTINEL", Command.ascii("GET-MASTER-ADDR-BY-NAME"), masterName.getBytes(StandardCharsets.UTF_8));
        this.sentinels = sentinel.nodes().stream()
                .map(node -> ServerHandle.of(
                        context.clientFactory(driver, node, sentinel.credentials(), 0), context, down -> {}))
                .toList();
        for (ServerHandle server : sentinels) {
            connections.add(new ReconnectingPushConnection(
                    deadline -> server,
                    new PushSubscription.Messages(List.of(PubSubChannel.global(SWITCH_CHANNEL))),
                    new MasterSwitchListener(),
                    context));
        }
        refreshRegularly();
    }

    @Override
    public Topology.Mode mode() {
        return Topology.Mode.SENTINEL;
    }

    @Override
    public ServerHandle serverForKey(byte @Nullable [] key, Deadline deadline) {
        ServerHandle known = master;
        if (known == null) {
            refresh().await(deadline);
            known = master;
        }
        if (known == null) {
            throw ServerHandle.notExecuted(Kind.UNREACHABLE, "the sentinels name no master " + masterName);
        }
        return known;
    }

    @Override
    public List<ServerHandle> masters(Deadline deadline) {
        return List.of(serverForKey(null, deadline));
    }

    @Override
    public void slotMoved(int slot, ServerHandle owner) {
        // A master that is monitored by sentinels has no slots.
    }

    @Override
    boolean isLoaded() {
        return master != null;
    }

    @Override
    void load(Deadline deadline) {
        if (subscribed.compareAndSet(false, true)) {
            connections.forEach(ReconnectingPushConnection::openInBackground);
        }
        DriverException failure = ServerHandle.notExecuted(Kind.UNREACHABLE, "no sentinel answers: " + sentinels);
        List<ServerHandle> candidates = new ArrayList<>(sentinels);
        candidates.sort(Comparator.comparing(server -> !server.isAvailable()));
        for (ServerHandle sentinel : candidates) {
            if (deadline.passed()) {
                break;
            }
            try {
                if (adoptMaster(sentinel.execute(masterQuery, callContext(deadline)), deadline)) {
                    return;
                }
                failure = ServerHandle.notExecuted(Kind.UNREACHABLE, sentinel + " knows no master " + masterName);
            } catch (DriverException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private boolean adoptMaster(Reply reply, Deadline deadline) {
        Node node = address(reply);
        if (node == null) {
            return false;
        }
        ServerHandle reported = registry().getOrCreate(node);
        ServerHandle previous = master;
        if (reported != previous) {
            requireMaster(reported, deadline);
            setMaster(reported, previous);
        }
        return true;
    }

    /** Returns the address in a sentinel's reply, or null if there is none. */
    private static @Nullable Node address(Reply reply) {
        if (!(reply instanceof Reply.Array address)
                || address.elements().size() != 2
                || !(address.elements().get(0) instanceof Reply.Data host)
                || !(address.elements().get(1) instanceof Reply.Data port)) {
            return null;
        }
        try {
            return new Node(host.text(), Integer.parseInt(port.text()));
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    private void requireMaster(ServerHandle reported, Deadline deadline) {
        Reply role = reported.execute(ROLE, callContext(deadline));
        boolean isMaster = role instanceof Reply.Array array
                && !array.elements().isEmpty()
                && array.elements().get(0) instanceof Reply.Data roleName
                && roleName.text().equals("master");
        // If the user may not run ROLE, the report of the sentinels is trusted.
        if (!isMaster && !(role instanceof Reply.Refusal)) {
            throw ServerHandle.notExecuted(Kind.UNREACHABLE, reported + " is named as the master, but is not yet");
        }
    }

    private void setMaster(ServerHandle reported, @Nullable ServerHandle previous) {
        if (previous == null) {
            master = reported;
        } else {
            masterChanges().make(() -> master = reported);
            context().counters().topologyChanges.increment();
            context().events().publish(new ConnectionEvent.FailedOver(previous.node(), reported.node()));
            registry().retain(Set.of(reported.node()));
            masterChanges().notifyListeners();
        }
    }

    private CallContext callContext(Deadline deadline) {
        Duration remaining = deadline.remaining();
        return CallContext.of(
                CallOptions.within(
                        remaining.isZero()
                                ? Duration.ofMillis(1)
                                : remaining.compareTo(MAX_WAIT_PER_SERVER) < 0 ? remaining : MAX_WAIT_PER_SERVER),
                context().nanoTime());
    }

    @Override
    public void close() {
        connections.forEach(ReconnectingPushConnection::close);
        sentinels.forEach(ServerHandle::close);
        super.close();
    }

    /**
     * Listener for the sentinels' messages. A sentinel announces switches of all its masters, so a message may
     * concern another master.
     */
    private final class MasterSwitchListener implements ReconnectingPushConnection.Listener {

        @Override
        public void message(byte[] channel, byte[] payload) {
            refresh().trigger();
        }

        @Override
        public void restored() {
            requestRefresh();
        }
    }
}
