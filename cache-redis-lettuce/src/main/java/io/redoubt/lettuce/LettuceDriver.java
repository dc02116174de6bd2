package io.redoubt.lettuce;

import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The driver for one server. */
final class LettuceDriver implements RedisDriver {

    private final Connector connector;
    private final Node node;
    private final LongSupplier nanoTime;
    private final SharedConnection shared;
    private final Exchange exchange;
    private final Set<AutoCloseable> borrowed = ConcurrentHashMap.newKeySet();

    LettuceDriver(Connector connector, RedisSettings settings, LongSupplier nanoTime) {
        this.connector = connector;
        this.node = settings.node();
        this.nanoTime = nanoTime;
        this.shared = new SharedConnection(connector, node);
        this.exchange = new Exchange(connector.failures(), Math.max(1, settings.maxPending() / 2));
    }

    @Override
    public Reply execute(Command command, CallOptions options) {
        Deadline deadline = Deadline.after(options.timeout(), nanoTime);
        try {
            return exchange.one(shared.acquire(deadline), command, deadline);
        } catch (DriverException first) {
            if (!mayRepeat(first, options)) {
                throw first;
            }
            try {
                return exchange.one(shared.acquire(deadline), command, deadline);
            } catch (DriverException second) {
                throw ofBoth(first, second);
            }
        }
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions options) {
        if (commands.isEmpty()) {
            return List.of();
        }
        Deadline deadline = Deadline.after(options.timeout(), nanoTime);
        List<Reply> replies = exchange.all(shared.acquire(deadline), commands, deadline);
        repeatLost(commands, replies, options, deadline);
        return Exchange.requireSent(replies);
    }

    private void repeatLost(List<Command> commands, List<Reply> replies, CallOptions options, Deadline deadline) {
        List<Integer> lost = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof Reply.Missing missing && mayRepeat(missing.reason(), options)) {
                lost.add(i);
            }
        }
        if (lost.isEmpty()) {
            return;
        }
        List<Reply> again;
        try {
            again = exchange.all(
                    shared.acquire(deadline), lost.stream().map(commands::get).toList(), deadline);
        } catch (DriverException e) {
            return; // the first attempt has said already that its outcome is unknown
        }
        for (int i = 0; i < lost.size(); i++) {
            if (!(again.get(i) instanceof Reply.Missing)) {
                replies.set(lost.get(i), again.get(i));
            }
        }
    }

    private static boolean mayRepeat(DriverException failure, CallOptions options) {
        return failure.kind() == Kind.CONNECTION_LOST
                && (options.idempotent() || failure.execution() == Execution.NOT_EXECUTED);
    }

    private static DriverException ofBoth(DriverException first, DriverException second) {
        return first.execution() == Execution.UNKNOWN && second.execution() == Execution.NOT_EXECUTED
                ? DriverException.outcomeUnknown(second.kind(), String.valueOf(second.getMessage()), second)
                : second;
    }

    @Override
    public Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options) {
        return ScriptCall.run(
                this::execute, script, keys, arguments, options, Deadline.after(options.timeout(), nanoTime));
    }

    @Override
    public Map<Node, Reply> onEveryMaster(Command command, CallOptions options) {
        try {
            return Map.of(node, execute(command, options));
        } catch (DriverException e) {
            if (e.execution() == Execution.NOT_EXECUTED) {
                throw e;
            }
            return Map.of(node, new Reply.Missing(e));
        }
    }

    @Override
    public Subscription subscribe(List<Channel> channels, SubscriptionListener listener, CallOptions options) {
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("a subscription needs at least one channel");
        }
        LettuceSubscription subscription =
                new LettuceSubscription(connector, node, List.copyOf(channels), listener, borrowed::remove);
        keep(subscription);
        try {
            subscription.begin(Deadline.after(options.timeout(), nanoTime));
            return subscription;
        } catch (DriverException e) {
            subscription.close();
            throw e;
        }
    }

    @Override
    public ExclusiveConnection exclusive(byte[] routingKey, CallOptions options) {
        var attempt = connector.connect();
        try {
            var connection = connector.await(attempt.outcome(), Deadline.after(options.timeout(), nanoTime));
            var exclusive = new LettuceExclusiveConnection(connection, exchange, nanoTime, borrowed::remove);
            keep(exclusive);
            return exclusive;
        } catch (DriverException e) {
            attempt.abandon();
            throw e;
        }
    }

    /** Remembers what close() has to end, also if close() comes just now. */
    private void keep(AutoCloseable resource) {
        borrowed.add(resource);
        if (connector.closed()) {
            end(resource);
            throw connector.failures().closed(Execution.NOT_EXECUTED, null);
        }
    }

    @Override
    public Topology describe(CallOptions options) {
        Reply reply = execute(Command.keyless("INFO", Command.ascii("server")), options.repeatable());
        return Topology.standalone(node, reply instanceof Reply.Data info ? info.text() : "");
    }

    @Override
    public void close() {
        if (connector.beginClose()) {
            borrowed.forEach(LettuceDriver::end);
            connector.close();
        }
    }

    private static void end(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException("our own resources close without exceptions", e);
        }
    }
}
