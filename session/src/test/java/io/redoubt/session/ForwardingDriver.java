package io.redoubt.session;

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

/**
 * Driver that forwards every call to another one; base class of drivers that watch or disturb calls. Does not close the
 * other one.
 */
abstract class ForwardingDriver implements RedisDriver {

    private final RedisDriver driver;

    ForwardingDriver(RedisDriver driver) {
        this.driver = driver;
    }

    /** Returns how the servers are to be treated; as they are, unless overridden. */
    Topology.Mode mode(Topology actual) {
        return actual.mode();
    }

    @Override
    public final void connect(CallOptions options) {
        driver.connect(options);
    }

    @Override
    public Reply execute(Command command, CallOptions options) {
        return driver.execute(command, options);
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions options) {
        return driver.pipeline(commands, options);
    }

    @Override
    public Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options) {
        return driver.script(script, keys, arguments, options);
    }

    @Override
    public final Map<Node, Reply> onEveryMaster(Command command, CallOptions options) {
        return driver.onEveryMaster(command, options);
    }

    @Override
    public final Reply onMaster(Node master, Command command, CallOptions options) {
        return driver.onMaster(master, command, options);
    }

    @Override
    public final Subscription subscribe(
            List<PubSubChannel> channels, SubscriptionListener listener, CallOptions options) {
        return driver.subscribe(channels, listener, options);
    }

    @Override
    public final ExclusiveConnection exclusive(byte[] routingKey, CallOptions options) {
        return driver.exclusive(routingKey, options);
    }

    @Override
    public final TrackingSubscription track(List<byte[]> prefixes, TrackingListener listener, CallOptions options) {
        return driver.track(prefixes, listener, options);
    }

    @Override
    public final Topology topology(CallOptions options) {
        Topology actual = driver.topology(options);
        return new Topology(mode(actual), actual.masters());
    }

    @Override
    public final Capabilities capabilities(CallOptions options) {
        return driver.capabilities(options);
    }

    @Override
    public final ConnectionStatistics statistics() {
        return driver.statistics();
    }

    @Override
    public final void close() {
        // The other driver is closed by its owner.
    }
}
