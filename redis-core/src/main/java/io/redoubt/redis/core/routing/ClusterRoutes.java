package io.redoubt.redis.core.routing;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.Servers;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.NodeLoad;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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

/**
 * The masters of a cluster and their slots, learned from any node that answers, and corrected by what the nodes say.
 *
 * <p>A {@code MOVED} corrects its slot at once. The whole is asked for again after it, after a failure, while a master is
 * left alone, and every so often.
 */
final class ClusterRoutes implements Routes {

    private static final Command SLOTS = Command.keyless("CLUSTER", Command.ascii("SLOTS"));
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final List<Node> seeds;
    private final Surroundings surroundings;
    private final ServerPool pool;
    private final Refresh refresh;
    private final AtomicReferenceArray<@Nullable Server> slots = new AtomicReferenceArray<>(Slot.COUNT);
    private final ChangeListeners listeners;
    private final AtomicBoolean corrected = new AtomicBoolean();
    private volatile List<Server> masters = List.of();

    ClusterRoutes(NodeDriver driver, Servers.Cluster cluster, Surroundings surroundings) {
        this.seeds = cluster.nodes();
        this.surroundings = surroundings;
        RedisSettings settings = surroundings.settings();
        this.listeners = new ChangeListeners(surroundings.background());
        this.refresh = new Refresh(surroundings, this::learn);
        this.pool = new ServerPool(
                surroundings,
                node -> Server.of(
                        surroundings.client(driver, node, settings.credentials(), settings.database()),
                        surroundings,
                        this::down));
        surroundings.background().every(surroundings.settings().topologyRefresh(), this::relearn);
    }

    @Override
    public Topology.Mode mode() {
        return Topology.Mode.CLUSTER;
    }

    @Override
    public Server forKey(byte @Nullable [] key, Deadline deadline) {
        List<Server> known = masters(deadline);
        Server holder = key == null ? null : slots.get(Slot.of(key));
        // Of a slot that nobody is known to hold, any master can say who does.
        return holder == null ? any(known) : holder;
    }

    private static Server any(List<Server> known) {
        Server first = known.get(ThreadLocalRandom.current().nextInt(known.size()));
        return first.open()
                ? first
                : known.stream().filter(Server::open).findAny().orElse(first);
    }

    @Override
    public List<Server> masters(Deadline deadline) {
        List<Server> known = masters;
        if (known.isEmpty()) {
            refresh.await(deadline);
            known = masters;
        }
        return known;
    }

    @Override
    public Server at(Node node) {
        return pool.at(node);
    }

    @Override
    public void moved(int slot, Server holder) {
        if (slots.getAndSet(slot, holder) != holder) {
            corrected.set(true);
        }
        refresh.soon();
    }

    @Override
    public void refused(Server server, Reply.Refusal refusal) {
        if (Redirect.meansNotMaster(refusal)) {
            refresh.soon();
        }
    }

    @Override
    public void failed(Server server, DriverException failure) {
        if (failure.kind() == Kind.TIMEOUT || failure.kind() == Kind.CONNECTION_LOST) {
            relearn();
        }
    }

    private void down(Server server) {
        relearn();
    }

    /** Asks again, once there was a reason to ask at all. */
    private void relearn() {
        if (!masters.isEmpty()) {
            refresh.soon();
        }
    }

    private void learn(Deadline deadline) {
        DriverException failure = Server.notExecuted(Kind.UNREACHABLE, "no node of the cluster answers: " + seeds);
        for (Server server : candidates()) {
            if (deadline.passed()) {
                break;
            }
            Duration atMost = PATIENCE.compareTo(deadline.remaining()) < 0 ? PATIENCE : deadline.remaining();
            try {
                Call call = Call.of(CallOptions.within(atMost), surroundings.nanoTime());
                Reply reply = server.execute(SLOTS, call);
                List<SlotRange> ranges = SlotRange.parse(reply, server.node());
                if (!ranges.isEmpty()) {
                    install(ranges);
                    return;
                }
                failure = unfit(server, reply);
            } catch (DriverException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static DriverException unfit(Server server, Reply reply) {
        String what = reply instanceof Reply.Refusal refusal ? refusal.message() : "it names no slots";
        return Server.notExecuted(Kind.UNREACHABLE, server + " does not know the cluster: " + what);
    }

    /** Those that answer first, in random order, so that no node is asked by everybody. */
    private List<Server> candidates() {
        Set<Server> all = new LinkedHashSet<>(masters);
        seeds.forEach(seed -> all.add(pool.at(seed)));
        List<Server> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, ThreadLocalRandom.current());
        shuffled.sort(Comparator.comparing(server -> !server.open()));
        return shuffled;
    }

    private void install(List<SlotRange> ranges) {
        // What has been corrected since is told of with the rest.
        boolean changed = corrected.getAndSet(false);
        Set<Server> holders = new LinkedHashSet<>();
        for (SlotRange range : ranges) {
            Server holder = pool.at(range.master());
            holders.add(holder);
            for (int slot = range.first(); slot <= range.last(); slot++) {
                changed |= slots.getAndSet(slot, holder) != holder;
            }
        }
        List<Server> before = masters;
        masters = List.copyOf(holders);
        Set<Node> kept = masters.stream().map(Server::node).collect(Collectors.toSet());
        boolean others = !new HashSet<>(before).equals(holders);
        kept.addAll(seeds);
        pool.retain(kept);
        if (changed || others) {
            surroundings
                    .events()
                    .emit(new ConnectionEvent.TopologyChanged(
                            masters.stream().map(Server::node).toList()));
        }
        if (changed && !before.isEmpty()) {
            surroundings.tally().topologyChanges.increment();
        }
        if (others && !before.isEmpty()) {
            listeners.run();
        }
    }

    @Override
    public void doubted() {
        relearn();
    }

    @Override
    public void relearn(Deadline deadline) {
        refresh.awaitNext(deadline);
    }

    @Override
    public Collection<NodeLoad> loads() {
        return pool.loads();
    }

    @Override
    public void whenMastersChange(Runnable task) {
        listeners.add(task);
    }

    @Override
    public void close() {
        pool.close();
    }
}
