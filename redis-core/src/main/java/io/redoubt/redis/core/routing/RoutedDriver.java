package io.redoubt.redis.core.routing;

import io.redoubt.redis.ConnectionStatistics;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.Servers;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Capabilities;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.SubscriptionListener;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.core.driver.Tracking;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Redis as features call it, over a driver's connections to single servers. Thread-safe. */
final class RoutedDriver implements RedisDriver {

    private final NodeDriver driver;
    private final Surroundings surroundings;
    private final Routes routes;
    private final SingleCalls single;
    private final Pipelines pipelines;
    private final TrackingHub tracking;
    private final KnownCapabilities capabilities;
    private final InFlight inFlight = new InFlight();
    private final Set<RoutedSubscription> subscriptions = ConcurrentHashMap.newKeySet();

    private RoutedDriver(NodeDriver driver, Surroundings surroundings, Routes routes) {
        this.driver = driver;
        this.surroundings = surroundings;
        this.routes = routes;
        this.single = new SingleCalls(routes, surroundings.tally());
        this.pipelines = new Pipelines(routes, surroundings.tally());
        this.tracking = new TrackingHub(routes, surroundings);
        this.capabilities = new KnownCapabilities(routes, surroundings.tally());
    }

    static RoutedDriver over(NodeDriver driver, RedisSettings settings, LongSupplier nanoTime) {
        Surroundings surroundings = Surroundings.of(settings, nanoTime);
        NodeDriver addressed = new AddressMappingDriver(driver, settings.addressMapping());
        return new RoutedDriver(addressed, surroundings, routes(addressed, settings.servers(), surroundings));
    }

    private static Routes routes(NodeDriver driver, Servers servers, Surroundings surroundings) {
        if (servers instanceof Servers.Cluster cluster) {
            return new ClusterRoutes(driver, cluster, surroundings);
        }
        if (servers instanceof Servers.Sentinel sentinel) {
            return new SentinelRoutes(driver, sentinel, surroundings);
        }
        return new StandaloneRoutes(driver, servers.nodes().get(0), surroundings);
    }

    @Override
    public void connect(CallOptions options) {
        counted(() -> {
            Deadline deadline = call(options).deadline();
            routes.masters(deadline).forEach(master -> master.renew(deadline));
            return options;
        });
    }

    @Override
    public Reply execute(Command command, CallOptions options) {
        return counted(() -> single.execute(command, call(options)));
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions options) {
        if (commands.isEmpty()) {
            return List.of();
        }
        return counted(() -> {
            List<Reply> replies = pipelines.send(commands, call(options));
            surroundings
                    .tally()
                    .failures
                    .add(replies.stream()
                            .filter(Reply.Missing.class::isInstance)
                            .count());
            return replies;
        });
    }

    @Override
    public Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options) {
        Call call = call(options);
        return counted(() -> ScriptCall.run(
                (command, left) -> single.execute(command, new Call(call.deadline(), left)),
                script,
                keys,
                arguments,
                options,
                call.deadline()));
    }

    @Override
    public Map<Node, Reply> onEveryMaster(Command command, CallOptions options) {
        return counted(() -> {
            Call call = call(options);
            Map<Node, PendingReplies> pending = new LinkedHashMap<>();
            for (Server master : routes.masters(call.deadline())) {
                pending.put(master.node(), master.send(List.of(command), call));
            }
            Map<Node, Reply> replies = new LinkedHashMap<>();
            pending.forEach((node, coming) -> replies.put(node, coming.await().get(0)));
            return requireSent(replies);
        });
    }

    @Override
    public Reply onMaster(Node master, Command command, CallOptions options) {
        return counted(() -> {
            Call call = call(options);
            try {
                return master(master, call).execute(command, call);
            } catch (DriverException e) {
                if (!call.mayRepeat(e)) {
                    throw e;
                }
                surroundings.tally().repeated.increment();
                return master(master, call).execute(command, call);
            }
        });
    }

    private Server master(Node node, Call call) {
        return routes.masters(call.deadline()).stream()
                .filter(server -> server.node().equals(node))
                .findAny()
                .orElseThrow(() -> Server.notExecuted(Kind.UNREACHABLE, node + " is not a master any more"));
    }

    private static Map<Node, Reply> requireSent(Map<Node, Reply> replies) {
        DriverException failure = null;
        for (Reply reply : replies.values()) {
            if (!(reply instanceof Reply.Missing missing) || missing.reason().execution() == Execution.UNKNOWN) {
                return replies;
            }
            failure = missing.reason();
        }
        throw failure == null ? Server.notExecuted(Kind.UNREACHABLE, "no master is known") : failure;
    }

    @Override
    public Subscription subscribe(List<Channel> channels, SubscriptionListener listener, CallOptions options) {
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("a subscription needs at least one channel");
        }
        return counted(() -> {
            RoutedSubscription subscription = new RoutedSubscription(
                    routes, List.copyOf(channels), listener, surroundings, subscriptions::remove);
            subscriptions.add(subscription);
            boolean begun = false;
            try {
                subscription.begin(call(options).deadline());
                begun = !inFlight.closed();
            } finally {
                if (!begun) {
                    subscription.close();
                }
            }
            return subscription;
        });
    }

    @Override
    public Tracking track(List<byte[]> prefixes, TrackingListener listener, CallOptions options) {
        if (prefixes.isEmpty()) {
            throw new IllegalArgumentException("tracking needs at least one prefix");
        }
        return counted(() -> tracking.track(prefixes, listener, call(options).deadline()));
    }

    @Override
    public ExclusiveConnection exclusive(byte[] routingKey, CallOptions options) {
        return counted(() -> {
            Call call = call(options);
            return routes.forKey(routingKey, call.deadline()).exclusive(call);
        });
    }

    @Override
    public Topology topology(CallOptions options) {
        return counted(() -> new Topology(
                routes.mode(),
                routes.masters(call(options).deadline()).stream()
                        .map(Server::node)
                        .toList()));
    }

    @Override
    public Capabilities capabilities(CallOptions options) {
        return counted(() -> capabilities.get(call(options.repeatable())));
    }

    @Override
    public ConnectionStatistics statistics() {
        return surroundings.tally().with(routes.loads());
    }

    @Override
    public void close() {
        if (!inFlight.close()) {
            return;
        }
        inFlight.await(Deadline.after(surroundings.settings().closeTimeout(), surroundings.nanoTime()));
        tracking.close();
        subscriptions.forEach(RoutedSubscription::close);
        // Before the routes: a server that is given up would count as one that does not belong to the masters any more.
        driver.close();
        routes.close();
        surroundings.background().close();
        surroundings.events().close();
    }

    private <T> T counted(Supplier<T> work) {
        inFlight.begin();
        surroundings.tally().calls.increment();
        try {
            return work.get();
        } catch (DriverException e) {
            surroundings.tally().failures.increment();
            throw e;
        } finally {
            inFlight.end();
        }
    }

    private Call call(CallOptions options) {
        return Call.of(options, surroundings.nanoTime());
    }
}
