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
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Driver that records its calls, and answers them with the configured replies or failure. */
final class RecordingDriver implements RedisDriver {

    private static final Node NODE = new Node("localhost", 1);

    final List<String> calls = new ArrayList<>();
    final List<CallOptions> options = new ArrayList<>();
    List<Reply> replies = List.of(Reply.Nil.NIL);

    /** Function that answers pipelines, or null to answer them with {@link #replies}. */
    @Nullable
    Function<List<Command>, List<Reply>> pipelines;

    @Nullable
    DriverException failure;

    @Override
    public void connect(CallOptions callOptions) {
        record("connect", callOptions);
    }

    @Override
    public Reply execute(Command command, CallOptions callOptions) {
        return record(command.name(), callOptions).get(0);
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions callOptions) {
        List<Reply> answers = record("pipeline " + names(commands), callOptions);
        return pipelines == null ? answers : pipelines.apply(commands);
    }

    @Override
    public Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions callOptions) {
        return record("script " + script.name(), callOptions).get(0);
    }

    @Override
    public Map<Node, Reply> onEveryMaster(Command command, CallOptions callOptions) {
        return Map.of(NODE, record("everywhere " + command.name(), callOptions).get(0));
    }

    @Override
    public Reply onMaster(Node master, Command command, CallOptions callOptions) {
        return record("on " + master + " " + command.name(), callOptions).get(0);
    }

    private final class ArmedSubscription implements TrackingSubscription {

        private final String closing;

        ArmedSubscription(String closing) {
            this.closing = closing;
        }

        @Override
        public boolean armed() {
            return true;
        }

        @Override
        public void close() {
            calls.add(closing);
        }
    }

    @Override
    public Subscription subscribe(
            List<PubSubChannel> channels, SubscriptionListener listener, CallOptions callOptions) {
        record("subscribe", callOptions);
        return new ArmedSubscription("unsubscribe");
    }

    @Override
    public ExclusiveConnection exclusive(byte[] routingKey, CallOptions callOptions) {
        record("exclusive", callOptions);
        return new Exclusive();
    }

    @Override
    public TrackingSubscription track(List<byte[]> prefixes, TrackingListener listener, CallOptions callOptions) {
        record("track", callOptions);
        return new ArmedSubscription("untrack");
    }

    @Override
    public Topology topology(CallOptions callOptions) {
        record("topology", callOptions);
        return new Topology(Topology.Mode.STANDALONE, List.of(NODE));
    }

    @Override
    public Capabilities capabilities(CallOptions callOptions) {
        record("capabilities", callOptions);
        return new Capabilities("redis", "7.0.15", Set.of());
    }

    @Override
    public ConnectionStatistics statistics() {
        calls.add("statistics");
        return new ConnectionStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {
        calls.add("close");
    }

    private List<Reply> record(String call, CallOptions callOptions) {
        calls.add(call);
        options.add(callOptions);
        if (failure != null) {
            throw failure;
        }
        return replies;
    }

    private static List<String> names(List<Command> commands) {
        return commands.stream().map(Command::name).toList();
    }

    private final class Exclusive implements ExclusiveConnection {

        @Override
        public Reply execute(Command command, Duration timeout) {
            return record("alone " + command.name(), CallOptions.within(timeout))
                    .get(0);
        }

        @Override
        public List<Reply> pipeline(List<Command> commands, Duration timeout) {
            return record("alone " + names(commands), CallOptions.within(timeout));
        }

        @Override
        public void close() {
            calls.add("close alone");
        }
    }
}
