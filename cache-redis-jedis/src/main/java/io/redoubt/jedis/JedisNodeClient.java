package io.redoubt.jedis;

import io.redoubt.redis.CommandBatching;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Client of one server, with two connection pools and a batch dispatcher for each. Thread-safe.
 *
 * <p>A call that finds few others pending uses a pooled connection alone; otherwise it is batched with other
 * calls. Large requests use connections of their own.
 */
final class JedisNodeClient implements NodeClient {

    /**
     * The number of pending calls below which a call uses a connection alone instead of waiting for an I/O thread.
     */
    private static final int MAX_DIRECT = 8;

    private static final Command PING = Command.keyless("PING");

    private final RedisSettings settings;
    private final Node node;
    private final ConnectionFactory factory;
    private final OpenConnections connections;
    private final ExceptionTranslator exceptions;
    private final Executor threads;
    private final LongSupplier nanoTime;
    private final Consumer<JedisNodeClient> onClose;
    private final PendingLimit limit;
    private final ConnectionPool pool;
    private final ConnectionPool largePool;
    private final BatchDispatcher dispatcher;
    private final BatchDispatcher largeDispatcher;
    private final int maxDirect;
    /** The open push connections, and perhaps some that have ended since. */
    private final Set<RespConnection> pushConnections = ConcurrentHashMap.newKeySet();

    JedisNodeClient(
            RedisSettings settings,
            Node node,
            ConnectionFactory factory,
            OpenConnections connections,
            ExceptionTranslator exceptions,
            NodeListener listener,
            DeadlineMonitor monitor,
            Executor threads,
            LongSupplier nanoTime,
            Consumer<JedisNodeClient> onClose) {
        this.settings = settings;
        this.node = node;
        this.factory = factory;
        this.connections = connections;
        this.exceptions = exceptions;
        this.threads = threads;
        this.nanoTime = nanoTime;
        this.onClose = onClose;
        this.limit = PendingLimit.of(settings, exceptions);
        // Large requests use only connections of their own, so that small requests always find a connection.
        int large = Math.max(1, settings.maxConnections() / 4);
        int small = Math.max(1, settings.maxConnections() - large);
        boolean batching = settings.commandBatching() == CommandBatching.ON;
        this.maxDirect = batching ? Math.min(MAX_DIRECT, small) : Integer.MAX_VALUE;
        SafeNodeListener safe = new SafeNodeListener(listener);
        this.pool = new ConnectionPool(small, factory, exceptions, safe, nanoTime, null);
        this.largePool = new ConnectionPool(large, factory, exceptions, safe, nanoTime, pool);
        int perBatch = batching ? Batch.MAX_COMMANDS : 1;
        this.dispatcher = new BatchDispatcher(perBatch, pool, monitor, threads, exceptions, nanoTime);
        this.largeDispatcher = new BatchDispatcher(1, largePool, monitor, threads, exceptions, nanoTime);
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public Reply execute(Command command, Deadline deadline) {
        try {
            exceptions.refuseIfPointless(deadline);
            long bytes = RespCodec.bytes(command);
            if (limit.pending() < maxDirect || isLarge(bytes)) {
                limit.acquire(1, bytes);
                try {
                    return executeDirectly(command, isLarge(bytes) ? largePool : pool, deadline);
                } finally {
                    limit.release(1, bytes);
                }
            }
            PendingCall call = PendingCall.of(List.of(command), deadline, limit, exceptions);
            dispatcher.submit(call);
            return call.awaitSingle();
        } catch (Throwable e) {
            throw exceptions.unexpected(e);
        }
    }

    private Reply executeDirectly(Command command, ConnectionPool from, Deadline deadline) {
        RespConnection connection;
        try {
            connection = from.borrow(deadline);
        } catch (Throwable e) {
            throw exceptions.notSent(e);
        }
        DriverException failure = null;
        try {
            return connection.execute(command, deadline);
        } catch (DriverException e) {
            failure = e;
            throw e;
        } finally {
            from.giveBack(connection, failure);
        }
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, Deadline deadline) {
        if (commands.isEmpty()) {
            return List.of();
        }
        try {
            exceptions.refuseIfPointless(deadline);
            boolean busy = limit.pending() >= maxDirect;
            PendingCall call = PendingCall.of(commands, deadline, limit, exceptions);
            if (busy && !isLarge(call.bytes())) {
                dispatcher.submit(call);
            } else {
                dispatcherFor(call).runDirectly(call);
            }
            return call.await();
        } catch (Throwable e) {
            return missing(commands, exceptions.unexpected(e));
        }
    }

    @Override
    public PendingReplies send(List<Command> commands, Deadline deadline) {
        if (commands.isEmpty()) {
            return List::of;
        }
        try {
            exceptions.refuseIfPointless(deadline);
            PendingCall call = PendingCall.of(commands, deadline, limit, exceptions);
            dispatcherFor(call).submit(call);
            return call;
        } catch (Throwable e) {
            DriverException reason = exceptions.unexpected(e);
            return () -> missing(commands, reason);
        }
    }

    @Override
    public void renew(Deadline deadline) {
        RespConnection fresh = open(deadline);
        boolean renewed = false;
        try {
            if (fresh.execute(PING, deadline) instanceof Reply.Refusal refusal) {
                throw exceptions.connectionRefused(refusal);
            }
            if (!fresh.reusable()) {
                throw exceptions.notSentInTime(null);
            }
            pool.renew(fresh);
            renewed = true;
            largePool.replaceAll(null);
        } catch (Throwable e) {
            throw exceptions.notSent(e);
        } finally {
            if (!renewed) {
                fresh.close();
            }
        }
    }

    @Override
    public void reauthenticate(Deadline deadline) {
        try {
            exceptions.refuseIfPointless(deadline);
            Login login = factory.login(deadline);
            if (login.credentials() != null) {
                for (ConnectionPool each : List.of(pool, largePool)) {
                    if (each.connections() > 0) {
                        prove(login, each, deadline);
                        each.require(login);
                    }
                }
                pushConnections.removeIf(connection -> renewed(connection, login));
            }
        } catch (Throwable e) {
            throw exceptions.notSent(e);
        }
    }

    /**
     * Tries the credentials on one connection, so that credentials which the server refuses cost no connection.
     */
    private void prove(Login login, ConnectionPool from, Deadline deadline) {
        RespConnection connection = from.borrow(deadline);
        DriverException failure = null;
        try {
            if (!factory.authenticate(connection, login, deadline)) {
                throw exceptions.notExecuted(Kind.ACCESS_DENIED, "refused to renew the authentication");
            }
        } catch (DriverException e) {
            failure = connection.reusable() ? null : e;
            throw e;
        } finally {
            from.giveBack(connection, failure);
        }
    }

    /**
     * Ends a push connection that has older credentials, since RESP2 does not allow a connection with
     * subscriptions to authenticate.
     */
    private static boolean renewed(RespConnection connection, Login login) {
        boolean older = connection.login() < login.number();
        if (older) {
            connection.replace();
        }
        return older;
    }

    @Override
    public ExclusiveConnection exclusive(Deadline deadline) {
        RespConnection connection = open(deadline);
        try {
            return new JedisExclusiveConnection(connection, exceptions, nanoTime);
        } catch (Throwable e) {
            throw exceptions.notSent(connection.failure(e));
        }
    }

    @Override
    public PushConnection listen(PushSubscription request, PushMessageListener sink, Deadline deadline) {
        RespConnection connection = open(deadline);
        PushConnection link = JedisPushConnection.start(
                connection, request, sink, settings.heartbeat(), deadline, threads, exceptions);
        pushConnections.removeIf(each -> !each.channel().isOpen());
        pushConnections.add(connection);
        return link;
    }

    private RespConnection open(Deadline deadline) {
        try {
            exceptions.refuseIfPointless(deadline);
            return factory.open(deadline);
        } catch (Throwable e) {
            throw exceptions.notSent(e);
        }
    }

    @Override
    public NodeStatistics load() {
        int pending = limit.pending();
        int waiting = waiting(pool, dispatcher) + waiting(largePool, largeDispatcher);
        int inFlight = Math.max(0, pending - waiting);
        return new NodeStatistics(pool.connections() + largePool.connections(), inFlight, pending - inFlight);
    }

    /** Returns the number of queued commands and of callers that wait for a connection themselves. */
    private static int waiting(ConnectionPool pool, BatchDispatcher dispatcher) {
        return dispatcher.queued() + Math.max(0, pool.waiting() - dispatcher.borrowing());
    }

    @Override
    public void close() {
        connections.close();
        pool.close();
        largePool.close();
        dispatcher.close();
        largeDispatcher.close();
        onClose.accept(this);
    }

    /** Ends calls and connections whose deadline has passed. Returns the nanoseconds until the next deadline. */
    long checkDeadlines() {
        long nearest = Math.min(dispatcher.checkDeadlines(), largeDispatcher.checkDeadlines());
        return Math.min(nearest, connections.checkDeadlines());
    }

    /** Closes the idle connections that the server has ended. */
    void checkIdleConnections() {
        pool.checkIdle();
        largePool.checkIdle();
    }

    private boolean isLarge(long bytes) {
        return bytes >= settings.largeRequestBytes();
    }

    private BatchDispatcher dispatcherFor(PendingCall call) {
        return isLarge(call.bytes()) ? largeDispatcher : dispatcher;
    }

    private static List<Reply> missing(List<Command> commands, DriverException reason) {
        return Collections.nCopies(commands.size(), new Reply.Missing(reason));
    }
}
