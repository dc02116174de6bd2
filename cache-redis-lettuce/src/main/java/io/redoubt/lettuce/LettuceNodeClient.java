package io.redoubt.lettuce;

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
import io.redoubt.redis.spi.NodeCredentials;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Client of one server. Thread-safe.
 *
 * <p>Small requests share one connection. Large requests share a second connection, which is made for the first of
 * them and then kept, since making it again costs the next large request more than keeping it costs the server.
 * Each exclusive user and each push connection has a connection of its own.
 */
final class LettuceNodeClient implements NodeClient {

    /**
     * The time after a refusal of the connection for large requests during which they use the connection for small
     * ones.
     */
    private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final List<Command> PING = List.of(Command.keyless("PING"));

    private final LettuceNodeClientFactory driver;
    private final Node node;
    private final NodeCredentials credentials;
    private final int database;
    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final NodeListener listener;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ExceptionTranslator exceptions;
    private final PendingLimit limit;
    /**
     * The shared connections, each made for its first request, and again for the first request after it was lost.
     */
    private final AtomicReference<@Nullable CommandMultiplexer> small = new AtomicReference<>();

    private final AtomicReference<@Nullable CommandMultiplexer> large = new AtomicReference<>();
    private volatile boolean largeRefused;
    private volatile long refusedAt;
    /** All connections that have not ended. */
    private final Set<CommandMultiplexer> connections = ConcurrentHashMap.newKeySet();

    LettuceNodeClient(
            LettuceNodeClientFactory driver,
            Node node,
            NodeCredentials credentials,
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
        this.listener = listener;
        this.exceptions = new ExceptionTranslator(node, closed::get);
        this.limit = new PendingLimit(settings.maxPending(), settings.maxPendingBytes());
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public Reply execute(Command command, Deadline deadline) {
        Request request = new Request(List.of(), List.of(command), limit);
        DriverException refusal = exceptions.refusal(request, deadline);
        if (refusal != null) {
            throw refusal;
        }
        var shared = shared(request.bytes());
        send(request, shared);
        Reply reply = request.await(deadline, exceptions).get(0);
        return Request.required(refused(reply, shared) ? executeSmall(command, deadline) : reply);
    }

    /**
     * Sends a large command over the open connection for small ones, after the connection for large ones was
     * refused.
     */
    private Reply executeSmall(Command command, Deadline deadline) {
        return send(List.of(command), small, deadline).await().get(0);
    }

    /**
     * Returns whether the connection for large requests was refused while that for small ones is open. After a
     * refusal the connection for large requests is not tried for a while.
     */
    private boolean refused(Reply first, AtomicReference<@Nullable CommandMultiplexer> over) {
        CommandMultiplexer standing = small.get();
        boolean refused = over == large
                && standing != null
                && standing.open()
                && first instanceof Reply.Missing missing
                && (missing.reason().kind() == Kind.UNREACHABLE
                        || missing.reason().kind() == Kind.ACCESS_DENIED)
                && missing.reason().execution() == Execution.NOT_EXECUTED;
        if (refused) {
            refusedAt = nanoTime.getAsLong();
            largeRefused = true;
        }
        return refused;
    }

    @Override
    public PendingReplies send(List<Command> commands, Deadline deadline) {
        if (commands.isEmpty()) {
            return List::of;
        }
        List<Command> own = List.copyOf(commands);
        long bytes = Request.bytes(own);
        return limit.everAdmits(own.size(), bytes)
                ? send(own, shared(bytes), deadline)
                : sendInChunks(own, shared(bytes), deadline);
    }

    private PendingReplies send(
            List<Command> commands, AtomicReference<@Nullable CommandMultiplexer> shared, Deadline deadline) {
        Request request = new Request(List.of(), commands, limit);
        DriverException refusal = exceptions.refusal(request, deadline);
        if (refusal != null) {
            return () -> Collections.nCopies(commands.size(), new Reply.Missing(refusal));
        }
        send(request, shared);
        return () -> {
            List<Reply> replies = request.await(deadline, exceptions);
            // Either all commands or none were written, so the outcome of the first applies to all.
            return refused(replies.get(0), shared)
                    ? send(commands, small, deadline).await()
                    : replies;
        };
    }

    /**
     * Sends a pipeline that exceeds the limit of pending commands in chunks of half the limit, each after the
     * chunk before it is answered. This leaves room for other calls, and for another long pipeline.
     */
    private PendingReplies sendInChunks(
            List<Command> commands, AtomicReference<@Nullable CommandMultiplexer> shared, Deadline deadline) {
        PendingReplies first = send(commands.subList(0, chunk(commands)), shared, deadline);
        return () -> {
            List<Reply> replies = new ArrayList<>(first.await());
            while (replies.size() < commands.size()) {
                List<Command> rest = commands.subList(replies.size(), commands.size());
                // The cause of the last missing reply affects the later commands too. Sending them without that
                // reply would also break their order.
                replies.addAll(
                        replies.get(replies.size() - 1) instanceof Reply.Missing missing
                                ? Collections.nCopies(rest.size(), new Reply.Missing(notExecuted(missing.reason())))
                                : send(rest.subList(0, chunk(rest)), shared, deadline)
                                        .await());
            }
            return Collections.unmodifiableList(replies);
        };
    }

    /** Returns the number of commands that are sent at a time. */
    private int chunk(List<Command> commands) {
        int count = 1;
        long bytes = Request.bytes(commands.subList(0, 1));
        while (count < commands.size()) {
            bytes += Request.bytes(commands.subList(count, count + 1));
            if (!limit.everAdmits(2 * (count + 1), 2 * bytes)) {
                break;
            }
            count++;
        }
        return count;
    }

    private AtomicReference<@Nullable CommandMultiplexer> shared(long bytes) {
        boolean paused = largeRefused && nanoTime.getAsLong() - refusedAt < REFUSED_NANOS;
        return bytes < settings.largeRequestBytes() || paused ? small : large;
    }

    /** Sends a request over a shared connection. On any exception or error the request is at least refused. */
    private void send(Request request, AtomicReference<@Nullable CommandMultiplexer> shared) {
        try {
            // Tried twice, since a connection may end in between; the result is as if the call had come a moment
            // earlier.
            if (!usable(shared).offer(request)) {
                usable(shared).send(request);
            }
        } catch (Throwable e) {
            DriverException reason = null;
            try {
                reason = exceptions.connecting(e);
            } finally {
                request.refuse(reason);
            }
        }
    }

    private CommandMultiplexer usable(AtomicReference<@Nullable CommandMultiplexer> shared) {
        CommandMultiplexer current = shared.get();
        while (current == null || current.ended() != null) {
            CommandMultiplexer fresh = connection(listener);
            if (shared.compareAndSet(current, fresh)) {
                return connect(fresh, false);
            }
            current = shared.get();
        }
        return current;
    }

    private CommandMultiplexer connection(@Nullable NodeListener told) {
        return new CommandMultiplexer(driver, exceptions, settings, told, connections::remove);
    }

    /**
     * Starts to establish a connection. If the client is closed, the connection has ended when the method returns.
     */
    private CommandMultiplexer connect(CommandMultiplexer connection, boolean forPushes) {
        try {
            connections.add(connection);
            if (closed.get()) {
                connection.clientClosed();
            } else {
                var unused = credentials.next().whenComplete((provided, failure) -> {
                    if (failure == null) {
                        connect(connection, provided, forPushes);
                    } else {
                        connection.connectFailed(failure);
                    }
                });
            }
        } catch (Throwable e) {
            connection.connectFailed(e);
        }
        return connection;
    }

    private void connect(CommandMultiplexer connection, @Nullable Credentials provided, boolean forPushes) {
        try {
            driver.connect(node, provided, database, forPushes, connection);
        } catch (Throwable e) {
            connection.connectFailed(e);
        }
    }

    @Override
    public void reauthenticate(Deadline deadline) {
        requireBegin(deadline);
        Credentials provided = nextCredentials(deadline);
        if (provided == null) {
            return;
        }
        List<Command> authentication = List.of(NodeCredentials.authentication(provided));
        List<Request> requests = new ArrayList<>();
        for (CommandMultiplexer connection : connections) {
            if (connection.open() && !connection.exclusive()) {
                Request request = Request.unlimited(authentication);
                connection.send(request);
                requests.add(request);
            }
        }
        for (Request request : requests) {
            Reply reply = request.await(deadline, exceptions).get(0);
            if (reply instanceof Reply.Refusal refusal) {
                throw exceptions.refused(refusal.message());
            }
            // A lost connection needs no new credentials; a connection that was only too slow still does.
            if (reply instanceof Reply.Missing missing && missing.reason().kind() == Kind.TIMEOUT) {
                throw missing.reason();
            }
        }
    }

    private @Nullable Credentials nextCredentials(Deadline deadline) {
        try {
            return credentials.next().get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw exceptions.interrupted(Execution.NOT_EXECUTED);
        } catch (TimeoutException e) {
            throw exceptions.late(Execution.NOT_EXECUTED);
        } catch (ExecutionException e) {
            throw exceptions.connecting(e);
        }
    }

    @Override
    public void renew(Deadline deadline) {
        requireBegin(deadline);
        CommandMultiplexer fresh = connect(connection(listener), false);
        open(fresh, Request.unlimited(PING), deadline);
        DriverException replaced = exceptions.lost("was replaced by a new one", null);
        CommandMultiplexer former = small.getAndSet(fresh);
        if (former != null) {
            former.replaceBy(fresh, replaced);
        }
        former = large.getAndSet(null);
        if (former != null) {
            former.close(replaced);
        }
    }

    @Override
    public ExclusiveConnection exclusive(Deadline deadline) {
        requireBegin(deadline);
        CommandMultiplexer own = connect(connection(null), false);
        open(own, Request.unlimited(PING), deadline);
        return new LettuceExclusiveConnection(own, exceptions, nanoTime);
    }

    @Override
    public PushConnection listen(PushSubscription request, PushMessageListener sink, Deadline deadline) {
        requireBegin(deadline);
        LettucePushConnection link = new LettucePushConnection(sink, settings.heartbeat(), exceptions);
        CommandMultiplexer own = connection(link);
        link.over(own);
        try {
            link.confirm(open(connect(own, true), LettucePushConnection.handshake(request), deadline));
            return link;
        } catch (Throwable e) {
            link.close();
            throw e;
        }
    }

    private void requireBegin(Deadline deadline) {
        DriverException refusal = exceptions.refusal(deadline);
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Sends the first request over a connection, and closes the connection if no reply comes. */
    private Reply open(CommandMultiplexer connection, Request first, Deadline deadline) {
        boolean opened = false;
        try {
            connection.send(first);
            Reply reply = first.awaitReply(deadline, exceptions);
            opened = true;
            return reply;
        } catch (DriverException e) {
            // If a connection was only to be opened, nothing was executed on it, even if something was written.
            throw notExecuted(e);
        } finally {
            if (!opened) {
                connection.close(exceptions.lost("could not be opened", null));
            }
        }
    }

    private static DriverException notExecuted(DriverException e) {
        return e.execution() == Execution.NOT_EXECUTED
                ? e
                : DriverException.notExecuted(e.kind(), String.valueOf(e.getMessage()), e);
    }

    @Override
    public NodeStatistics load() {
        int open = 0;
        int waiting = 0;
        for (var shared : List.of(small, large)) {
            CommandMultiplexer connection = shared.get();
            open += connection != null && connection.open() ? 1 : 0;
            waiting += connection == null ? 0 : connection.awaitingConnection();
        }
        return new NodeStatistics(open, Math.max(0, limit.commands().intValue() - waiting), waiting);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            connections.forEach(CommandMultiplexer::clientClosed);
            driver.forget(this);
        }
    }
}
