package io.redoubt.redis.core;

import io.redoubt.redis.ConnectionStatistics;
import io.redoubt.redis.Node;
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
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decorator that rejects forbidden commands, and scripts with such commands, before they reach a {@link RedisDriver}.
 * Forbidden are commands that harm a whole server and, on shared connections, commands that change or block the
 * connection. Rejection throws {@link IllegalArgumentException} for commands and {@link IllegalStateException} for
 * scripts. As thread-safe as the decorated driver.
 *
 * <p>Every feature receives its driver through this decorator, so neither features nor users can send denied
 * commands.
 */
public final class CommandFilteringDriver implements RedisDriver {

    private final RedisDriver driver;
    private final Set<Script> checkedScripts = ConcurrentHashMap.newKeySet();

    private CommandFilteringDriver(RedisDriver driver) {
        this.driver = driver;
    }

    /** Returns a guarded driver for the given driver, or the given driver itself if it is already guarded. */
    public static RedisDriver around(RedisDriver driver) {
        return driver instanceof CommandFilteringDriver ? driver : new CommandFilteringDriver(driver);
    }

    @Override
    public void connect(CallOptions options) {
        driver.connect(options);
    }

    @Override
    public void connectInBackground() {
        driver.connectInBackground();
    }

    @Override
    public Reply execute(Command command, CallOptions options) {
        return driver.execute(requireAllowed(command), options);
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions options) {
        commands.forEach(CommandFilteringDriver::requireAllowed);
        return driver.pipeline(commands, options);
    }

    @Override
    public Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options) {
        if (!checkedScripts.contains(script)) {
            // Bounded by the number of scripts of the program, which are constants.
            checkedScripts.add(ScriptResources.requireAllowed(script));
        }
        return driver.script(script, keys, arguments, options);
    }

    @Override
    public Map<Node, Reply> onEveryMaster(Command command, CallOptions options) {
        return driver.onEveryMaster(requireAllowed(command), options);
    }

    @Override
    public Reply onMaster(Node master, Command command, CallOptions options) {
        return driver.onMaster(master, requireAllowed(command), options);
    }

    @Override
    public Subscription subscribe(List<PubSubChannel> channels, SubscriptionListener listener, CallOptions options) {
        return driver.subscribe(channels, listener, options);
    }

    @Override
    public ExclusiveConnection exclusive(byte[] routingKey, CallOptions options) {
        return new CommandFilteringConnection(driver.exclusive(routingKey, options));
    }

    @Override
    public TrackingSubscription track(List<byte[]> prefixes, TrackingListener listener, CallOptions options) {
        return driver.track(prefixes, listener, options);
    }

    @Override
    public Topology topology(CallOptions options) {
        return driver.topology(options);
    }

    @Override
    public Capabilities capabilities(CallOptions options) {
        return driver.capabilities(options);
    }

    @Override
    public ConnectionStatistics statistics() {
        return driver.statistics();
    }

    @Override
    public void close() {
        driver.close();
    }

    private static Command requireAllowed(Command command) {
        if (DenyList.isDeniedOnSharedConnection(command)) {
            throw new IllegalArgumentException(
                    "command " + command.name() + " must not be sent on a shared connection");
        }
        return command;
    }
}
