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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
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
    private final SlotTable slots = new SlotTable();
    private volatile List<ServerHandle> masters = List.of();

    /** Held while the servers in use are changed. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private final RedirectTargets redirectTargets;

    /** The masters and the redirect targets. Written under the lock. */
    private volatile List<ServerHandle> serversInUse = List.of();

    ClusterRouter(NodeClientFactory driver, RedisEndpoints.Cluster cluster, DriverContext context) {
        super(driver, context);
        this.driver = driver;
        this.seeds = cluster.nodes();
        this.redirectTargets = new RedirectTargets(context.settings().topologyRefresh(), context.nanoTime());
        refreshRegularly();
    }

    @Override
    public Topology.Mode mode() {
        return Topology.Mode.CLUSTER;
    }

    @Override
    public ServerHandle serverForKey(byte @Nullable [] key, Deadline deadline) {
        List<ServerHandle> known = masters(deadline);
        ServerHandle owner = key == null ? null : slots.owner(HashSlot.of(key));
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
    public List<ServerHandle> serversInUse(Deadline deadline) {
        List<ServerHandle> known = masters(deadline); // loads them, if necessary
        List<ServerHandle> inUse = serversInUse;
        return inUse.isEmpty() ? known : inUse;
    }

    @Override
    public ServerHandle serverAt(Node node) {
        ServerHandle server = registry().getOrCreate(node);
        return masters.contains(server) ? server : redirectTarget(node);
    }

    /** Returns the server at a node that is not known as a master, and records that it is used. */
    private ServerHandle redirectTarget(Node node) {
        ServerHandle server;
        boolean isNew;
        lock.lock();
        try {
            server = registry().getOrCreate(node); // again: the one of before may have been retired since
            isNew = !serversInUse.contains(server);
            if (isNew) {
                List<ServerHandle> next = new ArrayList<>(serversInUse);
                next.add(server);
                List<ServerHandle> unmodifiable = List.copyOf(next); // before the change: there may be no memory for it
                masterChanges().make(() -> serversInUse = unmodifiable);
            }
            redirectTargets.use(server);
        } finally {
            lock.unlock();
        }
        if (isNew) {
            masterChanges().notifyListeners();
        }
        return server;
    }

    @Override
    public void slotMoved(int slot, ServerHandle owner) {
        lock.lock();
        try {
            if (serversInUse.contains(owner)) {
                slots.set(slot, owner);
            }
        } finally {
            lock.unlock();
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
        Set<ServerHandle> previous = Set.copyOf(masters);
        Map<SlotRange, ServerHandle> byRange;
        boolean inUseChanged;
        lock.lock();
        try {
            byRange = owners(ranges);
            Set<ServerHandle> owners = new LinkedHashSet<>(byRange.values());
            List<ServerHandle> targets = redirectTargets.besides(owners);
            Set<ServerHandle> inUse = new LinkedHashSet<>(owners);
            inUse.addAll(targets);
            // Before the change: there may be no memory for them.
            List<ServerHandle> nextInUse = List.copyOf(inUse);
            List<ServerHandle> nextMasters = List.copyOf(owners);
            Runnable installation = () -> {
                serversInUse = nextInUse;
                masters = nextMasters;
                slots.install(byRange, inUse);
            };
            // Before the first load, no command could be sent.
            inUseChanged = !previous.isEmpty() && !new HashSet<>(serversInUse).equals(inUse);
            if (inUseChanged) {
                masterChanges().make(installation);
            } else {
                installation.run();
            }
            redirectTargets.retain(targets);
            retain(inUse);
        } finally {
            lock.unlock();
        }
        if (inUseChanged) {
            masterChanges().notifyListeners();
        }
        publish(new LinkedHashSet<>(byRange.values()), previous);
    }

    /** Returns the masters by slots. New connections to them must lead to the nodes with the ids that were named. */
    private Map<SlotRange, ServerHandle> owners(List<SlotRange> ranges) {
        Map<SlotRange, ServerHandle> owners = new LinkedHashMap<>();
        for (SlotRange range : ranges) {
            ServerHandle owner = registry().getOrCreate(range.master());
            String nodeId = range.nodeId();
            if (nodeId != null) {
                owner.requireNodeId(nodeId);
            }
            owners.put(range, owner);
        }
        return owners;
    }

    private void retain(Set<ServerHandle> inUse) {
        Set<Node> retained = inUse.stream().map(ServerHandle::node).collect(Collectors.toSet());
        retained.addAll(seeds);
        registry().retain(retained);
    }

    private void publish(Set<ServerHandle> owners, Set<ServerHandle> previous) {
        // With the slots that were corrected by redirections since the last refresh.
        boolean slotsChanged = slots.takeChange();
        if (slotsChanged || !previous.equals(owners)) {
            context()
                    .events()
                    .publish(new ConnectionEvent.TopologyChanged(
                            owners.stream().map(ServerHandle::node).toList()));
        }
        if (slotsChanged && !previous.isEmpty()) {
            context().counters().topologyChanges.increment();
        }
    }
}
