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
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Router for Redis Cluster that selects the master responsible for a key's hash slot. It learns the masters and their
 * slots from any node that answers.
 *
 * <p>A {@code MOVED} reply corrects its slot at once. The whole slot table is reloaded after a {@code MOVED}, after
 * a failure, while the circuit breaker of a master is open, and periodically. If no known node answers any more, the
 * nodes of the settings are asked whatever their node ids are, since the whole cluster may have been created anew at
 * the same addresses.
 */
final class ClusterRouter extends RefreshingRouter {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterRouter.class);
    private static final Command SLOTS = Command.keyless("CLUSTER", Command.ascii("SLOTS"));
    private static final Duration MAX_WAIT_PER_SERVER = Duration.ofMillis(500);

    private final NodeClientFactory driver;
    private final List<Node> seeds;
    private final AtomicReferenceArray<@Nullable ServerHandle> slots = new AtomicReferenceArray<>(HashSlot.COUNT);
    private final AtomicBoolean slotsCorrected = new AtomicBoolean();
    private volatile List<ServerHandle> masters = List.of();

    ClusterRouter(NodeClientFactory driver, RedisEndpoints.Cluster cluster, DriverContext context) {
        super(driver, context);
        this.driver = driver;
        this.seeds = cluster.nodes();
        refreshRegularly();
    }

    @Override
    public Topology.Mode mode() {
        return Topology.Mode.CLUSTER;
    }

    @Override
    public ServerHandle serverForKey(byte @Nullable [] key, Deadline deadline) {
        List<ServerHandle> known = masters(deadline);
        ServerHandle owner = key == null ? null : slots.get(HashSlot.of(key));
        // If the owner of a slot is unknown, any master can redirect the call.
        return owner == null ? anyMaster(known) : owner;
    }

    private static ServerHandle anyMaster(List<ServerHandle> known) {
        ServerHandle first = known.get(ThreadLocalRandom.current().nextInt(known.size()));
        return first.isAvailable()
                ? first
                : known.stream().filter(ServerHandle::isAvailable).findAny().orElse(first);
    }

    @Override
    public List<ServerHandle> masters(Deadline deadline) {
        List<ServerHandle> known = masters;
        if (known.isEmpty()) {
            refresh().await(deadline);
            known = masters;
        }
        return known;
    }

    @Override
    public void slotMoved(int slot, ServerHandle owner) {
        if (slots.getAndSet(slot, owner) != owner) {
            slotsCorrected.set(true);
        }
        refresh().trigger();
    }

    @Override
    boolean isLoaded() {
        return !masters.isEmpty();
    }

    @Override
    void load(Deadline deadline) {
        DriverException failure =
                ServerHandle.notExecuted(Kind.UNREACHABLE, "no node of the cluster answers: " + seeds);
        for (ServerHandle server : candidates()) {
            if (deadline.passed()) {
                break;
            }
            try {
                CallContext call = CallContext.of(
                        CallOptions.within(timeout(deadline)), context().nanoTime());
                Reply reply = server.execute(SLOTS, call);
                List<SlotRange> ranges = SlotRange.parse(reply, server.node());
                if (!ranges.isEmpty()) {
                    installSlots(ranges);
                    return;
                }
                failure = unusable(server, reply);
            } catch (DriverException e) {
                failure = e;
            }
        }
        if (!isLoaded() || !loadFromNewCluster(deadline)) {
            throw failure;
        }
    }

    private static Duration timeout(Deadline deadline) {
        Duration remaining = deadline.remaining();
        return MAX_WAIT_PER_SERVER.compareTo(remaining) < 0 ? MAX_WAIT_PER_SERVER : remaining;
    }

    /**
     * Asks the nodes of the settings on connections that need not confirm a node id. Without this, a client would
     * refuse a cluster whose nodes have all got new ids, and so never learn these ids. Returns whether a node answered.
     */
    private boolean loadFromNewCluster(Deadline deadline) {
        List<Node> shuffled = new ArrayList<>(seeds);
        Collections.shuffle(shuffled, ThreadLocalRandom.current());
        for (Node seed : shuffled) {
            if (deadline.passed()) {
                return false;
            }
            try (NodeClient client = context().temporaryClient(driver, seed)) {
                Reply reply = client.execute(
                        SLOTS, Deadline.after(timeout(deadline), context().nanoTime()));
                List<SlotRange> ranges = SlotRange.parse(reply, seed);
                if (!ranges.isEmpty()) {
                    installSlots(ranges);
                    return true;
                }
            } catch (DriverException e) {
                LOG.debug("{} does not name the slots of a new cluster", seed, e);
            }
        }
        return false;
    }

    private static DriverException unusable(ServerHandle server, Reply reply) {
        String reason = reply instanceof Reply.Refusal refusal ? refusal.message() : "it names no slots";
        return ServerHandle.notExecuted(Kind.UNREACHABLE, server + " does not know the cluster: " + reason);
    }

    /**
     * Returns the servers to query: available servers first, otherwise in random order, so that clients do not all
     * query the same node.
     */
    private List<ServerHandle> candidates() {
        Set<ServerHandle> all = new LinkedHashSet<>(masters);
        seeds.forEach(seed -> all.add(registry().getOrCreate(seed)));
        List<ServerHandle> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, ThreadLocalRandom.current());
        shuffled.sort(Comparator.comparing(server -> !server.isAvailable()));
        return shuffled;
    }

    private void installSlots(List<SlotRange> ranges) {
        // Slots that were corrected by redirections since the last refresh are reported together with the other
        // changes.
        boolean changed = slotsCorrected.getAndSet(false);
        Set<ServerHandle> owners = new LinkedHashSet<>();
        for (SlotRange range : ranges) {
            ServerHandle owner = registry().getOrCreate(range.master());
            String nodeId = range.nodeId();
            if (nodeId != null) {
                owner.requireNodeId(nodeId);
            }
            owners.add(owner);
            for (int slot = range.first(); slot <= range.last(); slot++) {
                changed |= slots.getAndSet(slot, owner) != owner;
            }
        }
        List<ServerHandle> previous = masters;
        masters = List.copyOf(owners);
        Set<Node> retained = masters.stream().map(ServerHandle::node).collect(Collectors.toSet());
        boolean mastersChanged = !new HashSet<>(previous).equals(owners);
        retained.addAll(seeds);
        registry().retain(retained);
        if (changed || mastersChanged) {
            context()
                    .events()
                    .publish(new ConnectionEvent.TopologyChanged(
                            masters.stream().map(ServerHandle::node).toList()));
        }
        if (changed && !previous.isEmpty()) {
            context().counters().topologyChanges.increment();
        }
        if (mastersChanged && !previous.isEmpty()) {
            listeners().notifyListeners();
        }
    }
}
