package io.redoubt.redis.core.routing;

import io.redoubt.redis.ConnectionStatistics;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisEndpoints;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Capabilities;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.SubscriptionListener;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Redis driver that sends each command to the server selected by a {@link Router}. Thread-safe. */
final class RoutedDriver implements RedisDriver {

    /** The time that loading classes may take on a busy machine, in addition to connecting. */
    private static final Duration LOADING = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(RoutedDriver.class);
    private static final Command PING = Command.keyless("PING");

    private final NodeClientFactory driver;
    private final DriverContext context;
    private final Router router;
    private final CommandExecutor commands;
    private final PipelineExecutor pipelines;
    private final TrackingMultiplexer tracking;
    private final CapabilityCache capabilities;
    private final StartupGate startup;
    private final InFlightCalls inFlight = new InFlightCalls();
    private final Set<RoutedSubscription> subscriptions = ConcurrentHashMap.newKeySet();

    private RoutedDriver(NodeClientFactory driver, DriverContext context, Router router) {
        this.driver = driver;
        this.context = context;
        this.router = router;
        this.commands = new CommandExecutor(router, context.counters());
        this.pipelines = new PipelineExecutor(router, context.counters());
        this.tracking = new TrackingMultiplexer(router, context);
        this.capabilities = new CapabilityCache(router, context.counters());
        this.startup = new StartupGate(firstConnectTimeout(), context.nanoTime());
    }

    static RoutedDriver of(NodeClientFactory driver, RedisSettings settings, LongSupplier nanoTime) {
        DriverContext context = DriverContext.of(settings, nanoTime);
        NodeClientFactory mappedDriver = new AddressMappingClientFactory(driver, settings.addressMapping());
        return new RoutedDriver(mappedDriver, context, router(mappedDriver, settings.servers(), context));
    }

    private static Router router(NodeClientFactory driver, RedisEndpoints servers, DriverContext context) {
        if (servers instanceof RedisEndpoints.Cluster cluster) {
            return new ClusterRouter(driver, cluster, context);
        }
        if (servers instanceof RedisEndpoints.Sentinel sentinel) {
            return new SentinelRouter(driver, sentinel, context);
        }
        return new StandaloneRouter(driver, servers.nodes().get(0), context);
    }

    @Override
    public void connect(CallOptions options) {
        runCounted(() -> {
            Deadline deadline = newCall(options).deadline();
            router.masters(deadline).forEach(master -> master.renew(deadline));
            return options;
        });
    }

    @Override
    public void connectInBackground() {
        startup.close();
        boolean started = false;
        try {
            context.scheduler().execute(this::connectForTheFirstTime);
            started = true;
        } finally {
            if (!started) {
                startup.open();
            }
        }
    }

    private void connectForTheFirstTime() {
        try {
            CallContext call = newCall(CallOptions.within(firstConnectTimeout()));
            connectOnceMore(call.deadline());
            // A call of either kind, which loads its classes.
            var unusedReply = commands.execute(PING, call);
            var unusedReplies = pipelines.execute(List.of(PING, PING), call);
        } catch (DriverException e) {
            if (!inFlight.isClosed()) {
                LOG.warn("could not connect at the start, which the next calls try again: {}", e.getMessage());
            }
        } finally {
            startup.open();
        }
    }

    /** Connects to every master, and once again if that fails, perhaps because classes were loaded meanwhile. */
    private void connectOnceMore(Deadline deadline) {
        try {
            attemptToConnect(deadline);
        } catch (DriverException e) {
            LOG.debug("could not connect at the first attempt", e);
            attemptToConnect(deadline);
        }
    }

    /** Looks for the masters for at most the connect timeout, as connecting to each of them takes at most. */
    private void attemptToConnect(Deadline deadline) {
        Deadline search = Deadline.after(context.settings().connectTimeout(), context.nanoTime());
        router.masters(search.remainingNanos() < deadline.remainingNanos() ? search : deadline)
                .forEach(master -> master.renew(deadline));
    }

    private Duration firstConnectTimeout() {
        return context.settings().connectTimeout().multipliedBy(2).plus(LOADING);
    }

    @Override
    public Reply execute(Command command, CallOptions options) {
        return runCounted(() -> commands.execute(command, newCall(options)));
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions options) {
        if (commands.isEmpty()) {
            return List.of();
        }
        return runCounted(() -> {
            List<Reply> replies = pipelines.execute(commands, newCall(options));
            context.counters()
                    .failures
                    .add(replies.stream()
                            .filter(Reply.Missing.class::isInstance)
                            .count());
            return replies;
        });
    }

    @Override
    public Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options) {
        return runCounted(() -> {
            CallContext call = newCall(options);
            return ScriptExecutor.run(
                    (command, remaining) -> commands.execute(command, new CallContext(call.deadline(), remaining)),
                    script,
                    keys,
                    arguments,
                    options,
                    call.deadline());
        });
    }

    @Override
    public Map<Node, Reply> onEveryMaster(Command command, CallOptions options) {
        return runCounted(() -> {
            CallContext call = newCall(options);
            Map<Node, PendingReplies> pending = new LinkedHashMap<>();
            for (ServerHandle master : router.masters(call.deadline())) {
                pending.put(master.node(), master.send(List.of(command), call));
            }
            Map<Node, Reply> replies = new LinkedHashMap<>();
            pending.forEach((node, pendingReplies) ->
                    replies.put(node, pendingReplies.await().get(0)));
            return requireSent(replies);
        });
    }

    @Override
    public Reply onMaster(Node master, Command command, CallOptions options) {
        return runCounted(() -> {
            CallContext call = newCall(options);
            try {
                return master(master, call).execute(command, call);
            } catch (DriverException e) {
                if (!call.mayRetryOnSameServer(e)) {
                    throw e;
                }
                context.counters().repeated.increment();
                return master(master, call).execute(command, call);
            }
        });
    }

    private ServerHandle master(Node node, CallContext call) {
        return router.masters(call.deadline()).stream()
                .filter(server -> server.node().equals(node))
                .findAny()
                .orElseThrow(() -> ServerHandle.notExecuted(Kind.UNREACHABLE, node + " is not a master any more"));
    }

    private static Map<Node, Reply> requireSent(Map<Node, Reply> replies) {
        DriverException failure = null;
        for (Reply reply : replies.values()) {
            if (!(reply instanceof Reply.Missing missing) || missing.reason().execution() == Execution.UNKNOWN) {
                return replies;
            }
            failure = missing.reason();
        }
        throw failure == null ? ServerHandle.notExecuted(Kind.UNREACHABLE, "no master is known") : failure;
    }

    @Override
    public Subscription subscribe(List<PubSubChannel> channels, SubscriptionListener listener, CallOptions options) {
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("a subscription needs at least one channel");
        }
        return runCounted(() -> {
            RoutedSubscription subscription =
                    new RoutedSubscription(router, List.copyOf(channels), listener, context, subscriptions::remove);
            subscriptions.add(subscription);
            boolean opened = false;
            try {
                subscription.open(newCall(options).deadline());
                opened = !inFlight.isClosed();
            } finally {
                if (!opened) {
                    subscription.close();
                }
            }
            return subscription;
        });
    }

    @Override
    public TrackingSubscription track(List<byte[]> prefixes, TrackingListener listener, CallOptions options) {
        if (prefixes.isEmpty()) {
            throw new IllegalArgumentException("tracking needs at least one prefix");
        }
        return runCounted(
                () -> tracking.register(prefixes, listener, newCall(options).deadline()));
    }

    @Override
    public ExclusiveConnection exclusive(byte[] routingKey, CallOptions options) {
        return runCounted(() -> {
            CallContext call = newCall(options);
            return router.serverForKey(routingKey, call.deadline()).exclusive(call);
        });
    }

    @Override
    public Topology topology(CallOptions options) {
        return runCounted(() -> new Topology(
                router.mode(),
                router.masters(newCall(options).deadline()).stream()
                        .map(ServerHandle::node)
                        .toList()));
    }

    @Override
    public Capabilities capabilities(CallOptions options) {
        return runCounted(() -> capabilities.get(newCall(options.repeatable())));
    }

    @Override
    public ConnectionStatistics statistics() {
        return context.counters().snapshot(router.nodeLoads());
    }

    @Override
    public void close() {
        if (!inFlight.close()) {
            return;
        }
        startup.open();
        inFlight.awaitNone(Deadline.after(context.settings().closeTimeout(), context.nanoTime()));
        tracking.close();
        subscriptions.forEach(RoutedSubscription::close);
        // Before the router: a server that is closed by its router would count as a server that is no longer a
        // master.
        driver.close();
        router.close();
        context.scheduler().close();
        context.events().close();
    }

    private <T> T runCounted(Supplier<T> work) {
        inFlight.begin();
        context.counters().calls.increment();
        context.scheduler().scheduleKept();
        try {
            startup.pass();
            return work.get();
        } catch (DriverException e) {
            context.counters().failures.increment();
            throw e;
        } finally {
            inFlight.end();
        }
    }

    private CallContext newCall(CallOptions options) {
        return CallContext.of(options, context.nanoTime());
    }
}
