package io.redoubt.jedis;

import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.Script;
import io.redoubt.redis.spi.ScriptCall;
import io.redoubt.redis.spi.Subscription;
import io.redoubt.redis.spi.SubscriptionListener;
import io.redoubt.redis.spi.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver for one server: pooled connections for commands, and connections of their own for subscriptions and exclusive
 * users. Thread-safe.
 */
final class JedisDriver implements RedisDriver {

    private static final Logger LOG = LoggerFactory.getLogger("io.redoubt.jedis");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final Watchdog watchdog;
    private final Failures failures;
    private final Connector connector;
    private final WirePool pool;
    private final PooledCalls calls;
    private final Set<JedisSubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger subscriptionNumber = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private JedisDriver(RedisSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.watchdog = new Watchdog();
        this.failures = new Failures(settings.node(), watchdog);
        Reachability reachability = new Reachability(settings.node(), nanoTime);
        this.connector = new Connector(settings, nanoTime, watchdog, failures, reachability);
        this.pool = new WirePool(settings, connector, failures, nanoTime);
        this.calls = new PooledCalls(pool, reachability);
    }

    /** A driver for one server, not connected yet. */
    static JedisDriver to(RedisSettings settings, LongSupplier nanoTime) {
        return new JedisDriver(settings, nanoTime);
    }

    @Override
    public Reply execute(Command command, CallOptions options) {
        Deadline deadline = deadline(options);
        return options.idempotent() ? calls.repeatably(command, deadline) : calls.once(command, deadline);
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions options) {
        if (commands.isEmpty()) {
            return List.of();
        }
        Deadline deadline = deadline(options);
        return options.idempotent()
                ? calls.pipelineRepeatably(commands, deadline)
                : calls.pipelineOnce(commands, deadline);
    }

    @Override
    public Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options) {
        return ScriptCall.run(this::execute, script, keys, arguments, options, deadline(options));
    }

    @Override
    public Map<Node, Reply> onEveryMaster(Command command, CallOptions options) {
        try {
            return Map.of(settings.node(), execute(command, options));
        } catch (DriverException e) {
            if (e.execution() == Execution.NOT_EXECUTED) {
                throw e;
            }
            return Map.of(settings.node(), new Reply.Missing(e));
        }
    }

    @Override
    public Subscription subscribe(List<Channel> channels, SubscriptionListener listener, CallOptions options) {
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("a subscription needs at least one channel");
        }
        List<Channel> all = List.copyOf(channels);
        failures.refuseIfClosedOrInterrupted();
        SubscribedWire first = SubscribedWire.open(connector, failures, all, deadline(options));
        JedisSubscription subscription = JedisSubscription.start(
                "redoubt-jedis-subscription-" + subscriptionNumber.incrementAndGet(),
                first,
                listener,
                () -> SubscribedWire.open(
                        connector, failures, all, Deadline.after(settings.connectTimeout(), nanoTime)),
                subscriptions::remove);
        subscriptions.add(subscription);
        if (closed.get()) {
            subscription.close();
            throw failures.closed();
        }
        return subscription;
    }

    @Override
    public ExclusiveConnection exclusive(byte[] routingKey, CallOptions options) {
        failures.refuseIfClosedOrInterrupted();
        return new JedisExclusiveConnection(connector.open(deadline(options)), failures, nanoTime);
    }

    @Override
    public Topology describe(CallOptions options) {
        Reply reply = execute(Command.keyless("INFO", Command.ascii("server")), options.repeatable());
        if (reply instanceof Reply.Data info) {
            return Topology.standalone(settings.node(), info.text());
        }
        throw failures.refused("to describe itself", reply);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Deadline patience = Deadline.after(PATIENCE, nanoTime);
            subscriptions.forEach(JedisSubscription::signal);
            watchdog.close();
            pool.close();
            subscriptions.forEach(subscription -> subscription.join(patience.remaining()));
            LOG.info("Disconnected from {}", settings.node());
        }
    }

    private Deadline deadline(CallOptions options) {
        return Deadline.after(options.timeout(), nanoTime);
    }
}
