package io.redoubt.lettuce;

import io.lettuce.core.protocol.ProtocolVersion;
import io.redoubt.redis.Credentials;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.NodeIdentityCheck;
import io.redoubt.redis.spi.support.ReplyBudget;
import io.redoubt.redis.spi.support.SafeNodeListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce-based client of one Redis server: callers share one connection for small requests and one for large requests.
 * Each exclusive connection and each push connection is a further one. Thread-safe.
 */
final class LettuceNodeClient implements NodeClient {

    /**
     * Connection for one caller, which is closed at its first failure. Otherwise the server might execute a blocking
     * command after its caller has given up, and the popped element would be lost. Not thread-safe.
     */
    private record LettuceExclusiveConnection(
            CommandMultiplexer connection, ExceptionTranslator exceptions, long maxReplyBytes, LongSupplier nanoTime)
            implements ExclusiveConnection {

        @Override
        public Reply execute(Command command, Duration timeout) {
            return Request.required(pipeline(List.of(command), timeout).get(0));
        }

        @Override
        public List<Reply> pipeline(List<Command> commands, Duration timeout) {
            if (commands.isEmpty()) {
                return List.of();
            }
            boolean complete = false;
            try {
                Deadline deadline = Deadline.after(timeout, nanoTime);
                exceptions.requireCallable(deadline);
                ReplyBudget budget = ReplyBudget.of(commands.size(), maxReplyBytes);
                Request request = Request.of(List.copyOf(commands), null, budget);
                connection.send(request);
                List<Reply> replies = request.await(deadline, exceptions);
                complete = replies.stream().noneMatch(Reply.Missing.class::isInstance);
                return replies;
            } finally {
                if (!complete) {
                    close();
                }
            }
        }

        @Override
        public void close() {
            connection.close(exceptions.lost("was closed, or broke earlier"));
        }
    }

    private static final List<Command> PING = List.of(Command.keyless("PING"));

    /** Numbers the renewals in the order in which they begin. */
    private final AtomicLong renewals = new AtomicLong();

    private final LettuceNodeClientFactory driver;
    private final Node node;
    private final NodeCredentialsSource credentials;
    private final int database;
    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final NodeListener listener;
    private final NodeIdentityCheck identity = new NodeIdentityCheck();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ExceptionTranslator exceptions;
    private final CommandSender sender;
    /** All connections that have not ended. */
    private final Set<CommandMultiplexer> connections = ConcurrentHashMap.newKeySet();

    LettuceNodeClient(
            LettuceNodeClientFactory driver,
            Node node,
            NodeCredentialsSource credentials,
            int database,
            RedisSettings settings,
            LongSupplier nanoTime,
            NodeListener listener) {
        this.driver = driver;
        this.node = node;
        this.credentials = credentials;
        this.database = database;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.listener = new SafeNodeListener(listener);
        this.exceptions = new ExceptionTranslator(node, closed::get);
        this.sender = new CommandSender(
                settings,
                exceptions,
                nanoTime,
                () -> connection(this.listener),
                fresh -> connect(fresh, ProtocolVersion.RESP2));
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public void requireNodeId(String nodeId) {
        identity.require(nodeId);
    }

    @Override
    public Reply execute(Command command, Deadline deadline) {
        return Request.required(send(List.of(command), deadline).await().get(0));
    }

    @Override
    public PendingReplies send(List<Command> commands, Deadline deadline) {
        return sender.send(List.copyOf(commands), deadline);
    }

    private CommandMultiplexer connection(@Nullable NodeListener observer) {
        return new CommandMultiplexer(driver, exceptions, settings, observer, connections::remove);
    }

    /**
     * Starts to establish a connection. If the client is closed, the connection has ended when the method returns.
     */
    private void connect(CommandMultiplexer connection, ProtocolVersion protocol) {
        try {
            connections.add(connection);
            if (closed.get()) {
                connection.clientClosed();
            } else {
                var unused = credentials.next().whenComplete((provided, failure) -> {
                    if (failure == null) {
                        driver.connect(node, provided, database, protocol, identity, connection);
                    } else {
                        connection.connectFailed(failure);
                    }
                });
            }
        } catch (Throwable e) {
            connection.connectFailed(e);
        }
    }

    @Override
    public void reauthenticate(Deadline deadline) {
        exceptions.requireCallable(deadline);
        Credentials provided = nextCredentials(deadline);
        if (provided == null) {
            return;
        }
        List<Request> requests = new ArrayList<>();
        for (CommandMultiplexer connection : connections) {
            if (connection.writes() && !connection.exclusive()) {
                Request request = Request.withSingleReply(List.of(NodeCredentialsSource.authentication(provided)));
                connection.send(request);
                requests.add(request);
            }
        }
        DriverException failure = null;
        for (Request request : requests) {
            // All are awaited, since a request without a caller would keep its connection open.
            try {
                if (request.awaitSingle(deadline, exceptions) instanceof Reply.Refusal refusal) {
                    throw exceptions.loginRefused(refusal.message());
                }
            } catch (DriverException e) {
                // A lost connection needs no new credentials.
                if (failure == null && e.kind() != Kind.CONNECTION_LOST && e.kind() != Kind.PROTOCOL) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private @Nullable Credentials nextCredentials(Deadline deadline) {
        try {
            return credentials.next().get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw exceptions.interrupted(Execution.NOT_EXECUTED);
        } catch (TimeoutException e) {
            throw exceptions.timedOut(Execution.NOT_EXECUTED);
        } catch (ExecutionException e) {
            throw exceptions.connecting(e);
        }
    }

    @Override
    public void renew(Deadline deadline) {
        exceptions.requireCallable(deadline);
        long number = renewals.incrementAndGet();
        CommandMultiplexer fresh = connection(listener);
        DriverException reason = exceptions.lost("was replaced by a new one");
        open(fresh, ProtocolVersion.RESP2, Request.of(PING), deadline);
        boolean replaced = false;
        try {
            replaced = sender.replaceBy(fresh, number, reason);
        } finally {
            if (!replaced) {
                fresh.close(reason);
            }
        }
    }

    @Override
    public ExclusiveConnection exclusive(Deadline deadline) {
        exceptions.requireCallable(deadline);
        CommandMultiplexer own = connection(null);
        open(own, ProtocolVersion.RESP2, Request.of(PING), deadline);
        return new LettuceExclusiveConnection(own, exceptions, settings.maxReplyBytes(), nanoTime);
    }

    @Override
    public PushConnection listen(PushSubscription subscription, PushMessageListener messages, Deadline deadline) {
        exceptions.requireCallable(deadline);
        LettucePushConnection push = new LettucePushConnection(messages, settings.heartbeat(), exceptions);
        CommandMultiplexer own = connection(push);
        push.over(own);
        try {
            Request handshake = LettucePushConnection.handshake(subscription);
            push.confirm(open(own, ProtocolVersion.RESP3, handshake, deadline));
            return push;
        } catch (Throwable e) {
            push.close();
            throw e;
        }
    }

    /** Establishes a connection and sends its first request; closes the connection if no reply comes. */
    private Reply open(CommandMultiplexer connection, ProtocolVersion protocol, Request first, Deadline deadline) {
        boolean opened = false;
        try {
            connect(connection, protocol);
            connection.send(first);
            Reply reply = first.awaitSingle(deadline, exceptions);
            opened = true;
            return reply;
        } catch (DriverException e) {
            // If a connection was only to be opened, nothing was executed on it, even if something was written.
            throw e.withExecution(Execution.NOT_EXECUTED);
        } finally {
            if (!opened) {
                connection.close(exceptions.lost("could not be opened"));
            }
        }
    }

    @Override
    public NodeStatistics load() {
        return sender.load();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            NettyThreadLocalCleaner.removedAfter(() -> connections.forEach(CommandMultiplexer::clientClosed));
            driver.forget(this);
        }
    }
}
