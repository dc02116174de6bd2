package io.redoubt.redis.core.routing;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.Servers;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.NodeLoad;
import io.redoubt.redis.spi.PushRequest;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The master that sentinels name. They are asked when something suggests another master, told by
 * {@code +switch-master} as soon as there is one, and asked every so often besides. Whom they name must say itself that it is
 * the master before it gets anything.
 */
final class SentinelRoutes implements Routes {

    private static final Command ROLE = Command.keyless("ROLE");
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final byte[] SWITCH = "+switch-master".getBytes(StandardCharsets.US_ASCII);

    private final Surroundings surroundings;
    private final Command whoIsMaster;
    private final String name;
    private final List<Server> sentinels;
    private final ServerPool pool;
    private final Refresh refresh;
    private final ChangeListeners listeners;
    private final List<KeptLink> links = new ArrayList<>();
    private final AtomicBoolean listening = new AtomicBoolean();
    private volatile @Nullable Server master;

    SentinelRoutes(NodeDriver driver, Servers.Sentinel sentinel, Surroundings surroundings) {
        this.surroundings = surroundings;
        this.listeners = new ChangeListeners(surroundings.background());
        this.name = sentinel.master();
        this.whoIsMaster = Command.keyless(
                "SENTINEL", Command.ascii("GET-MASTER-ADDR-BY-NAME"), name.getBytes(StandardCharsets.UTF_8));
        this.refresh = new Refresh(surroundings, this::learn);
        this.sentinels = sentinel.nodes().stream()
                .map(node -> Server.of(
                        surroundings.client(driver, node, sentinel.credentials(), 0), surroundings, down -> {}))
                .toList();
        RedisSettings settings = surroundings.settings();
        this.pool = new ServerPool(
                surroundings,
                node -> Server.of(
                        surroundings.client(driver, node, settings.credentials(), settings.database()),
                        surroundings,
                        this::down));
        for (Server one : sentinels) {
            links.add(new KeptLink(
                    deadline -> one,
                    new PushRequest.Messages(List.of(Channel.global(SWITCH))),
                    new Switches(),
                    surroundings));
        }
        surroundings.background().every(settings.topologyRefresh(), this::relearn);
    }

    @Override
    public Topology.Mode mode() {
        return Topology.Mode.SENTINEL;
    }

    @Override
    public Server forKey(byte @Nullable [] key, Deadline deadline) {
        Server known = master;
        if (known == null) {
            refresh.await(deadline);
            known = master;
        }
        if (known == null) {
            throw Server.notExecuted(Kind.UNREACHABLE, "the sentinels name no master " + name);
        }
        return known;
    }

    @Override
    public List<Server> masters(Deadline deadline) {
        return List.of(forKey(null, deadline));
    }

    @Override
    public Server at(Node node) {
        return pool.at(node);
    }

    @Override
    public void moved(int slot, Server holder) {
        // A master behind sentinels has no slots.
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

    private void relearn() {
        if (master != null) {
            refresh.soon();
        }
    }

    private void learn(Deadline deadline) {
        if (listening.compareAndSet(false, true)) {
            links.forEach(KeptLink::beginLater);
        }
        DriverException failure = Server.notExecuted(Kind.UNREACHABLE, "no sentinel answers: " + sentinels);
        List<Server> candidates = new ArrayList<>(sentinels);
        candidates.sort(Comparator.comparing(server -> !server.open()));
        for (Server sentinel : candidates) {
            if (deadline.passed()) {
                break;
            }
            try {
                if (follow(sentinel.execute(whoIsMaster, call(deadline)), deadline)) {
                    return;
                }
                failure = Server.notExecuted(Kind.UNREACHABLE, sentinel + " knows no master " + name);
            } catch (DriverException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private boolean follow(Reply reply, Deadline deadline) {
        if (!(reply instanceof Reply.Array address)
                || address.elements().size() != 2
                || !(address.elements().get(0) instanceof Reply.Data host)
                || !(address.elements().get(1) instanceof Reply.Data port)) {
            return false;
        }
        Server named = pool.at(new Node(host.text(), Integer.parseInt(port.text())));
        Server before = master;
        if (named != before) {
            requireMaster(named, deadline);
            become(named, before);
        }
        return true;
    }

    private void requireMaster(Server named, Deadline deadline) {
        Reply role = named.execute(ROLE, call(deadline));
        boolean isMaster = role instanceof Reply.Array array
                && !array.elements().isEmpty()
                && array.elements().get(0) instanceof Reply.Data word
                && word.text().equals("master");
        // A user who may not ask is believed: the sentinels said so.
        if (!isMaster && !(role instanceof Reply.Refusal)) {
            throw Server.notExecuted(Kind.UNREACHABLE, named + " is named as the master, but is not yet");
        }
    }

    private void become(Server named, @Nullable Server before) {
        master = named;
        if (before != null) {
            surroundings.tally().topologyChanges.increment();
            surroundings.events().emit(new ConnectionEvent.FailedOver(before.node(), named.node()));
            pool.retain(Set.of(named.node()));
            listeners.run();
        }
    }

    private Call call(Deadline deadline) {
        Duration left = deadline.remaining();
        return Call.of(
                CallOptions.within(
                        left.isZero() ? Duration.ofMillis(1) : left.compareTo(PATIENCE) < 0 ? left : PATIENCE),
                surroundings.nanoTime());
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
        links.forEach(KeptLink::close);
        sentinels.forEach(Server::close);
        pool.close();
    }

    /** A sentinel speaks of each of its masters; ours may be among them. */
    private final class Switches implements KeptLink.Owner {

        @Override
        public void message(byte[] channel, byte[] payload) {
            refresh.soon();
        }

        @Override
        public void restored() {
            relearn();
        }
    }
}
