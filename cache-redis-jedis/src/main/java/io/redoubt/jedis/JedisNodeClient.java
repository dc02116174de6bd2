package io.redoubt.jedis;

import io.redoubt.redis.CommandBatching;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException.Execution;
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
import io.redoubt.redis.spi.support.ChunkedPipeline;
import io.redoubt.redis.spi.support.PendingLimit;
import io.redoubt.redis.spi.support.ReplyBudget;
import io.redoubt.redis.spi.support.SafeNodeListener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Jedis-based client of one Redis server, with one connection pool for small requests and one for large requests. Each
 * pool has a {@link BatchDispatcher}. Thread-safe.
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

    /** Numbers the renewals in the order in which they begin. */
    private final AtomicLong renewals = new AtomicLong();

    private final JedisClientContext resources;
    private final Node node;
    private final Consumer<JedisNodeClient> onClose;
    private final OpenConnections connections = new OpenConnections();
    private final ExceptionTranslator exceptions;
    private final ConnectionFactory factory;
    private final PendingLimit limit;
    private final ConnectionPool pool;
    private final ConnectionPool largePool;
    private final BatchDispatcher dispatcher;
    private final BatchDispatcher largeDispatcher;
    private final int maxDirect;
    /** The open push connections, and perhaps some that have ended since. */
    private final Set<RespConnection> pushConnections = ConcurrentHashMap.newKeySet();

    JedisNodeClient(
            JedisClientContext resources,
            Node node,
            NodeCredentialsSource credentials,
            int database,
            NodeListener listener,
            Consumer<JedisNodeClient> onClose) {
        this.resources = resources;
        this.node = node;
        this.onClose = onClose;
        this.exceptions = new ExceptionTranslator(node, connections::closed);
        this.factory = new ConnectionFactory(resources, node, credentials, database, connections, exceptions);
        RedisSettings settings = resources.settings();
        this.limit = new PendingLimit(settings.maxPending(), settings.maxPendingBytes());
        // Large requests use only connections of their own, so that small requests always find a connection.
        int large = Math.max(1, settings.maxConnections() / 4);
        int small = Math.max(1, settings.maxConnections() - large);
        NodeListener safe = new SafeNodeListener(listener);
        this.pool = new ConnectionPool(small, factory, exceptions, safe, resources.nanoTime(), null);
        this.largePool = new ConnectionPool(large, factory, exceptions, safe, resources.nanoTime(), pool);
        boolean batching = settings.commandBatching() == CommandBatching.ON;
        this.maxDirect = batching ? Math.min(MAX_DIRECT, small) : Integer.MAX_VALUE;
        this.dispatcher = new BatchDispatcher(batching ? Batch.MAX_COMMANDS : 1, pool, resources, exceptions);
        this.largeDispatcher = new BatchDispatcher(1, largePool, resources, exceptions);
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public void requireNodeId(String nodeId) {
        factory.requireNodeId(nodeId);
    }

    @Override
    public Reply execute(Command command, Deadline deadline) {
        try {
            return run(List.of(command), deadline, budget(1)).awaitSingle();
        } catch (Throwable e) {
            throw exceptions.outcomeUnknown(e, null);
        }
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, Deadline deadline) {
        ReplyBudget budget = budget(commands.size());
        return pipeline(commands, budget, chunk -> run(chunk, deadline, budget)).await();
    }

    @Override
    public PendingReplies send(List<Command> commands, Deadline deadline) {
        ReplyBudget budget = budget(commands.size());
        return pipeline(commands, budget, chunk -> queue(chunk, deadline, budget));
    }

    private ChunkedPipeline pipeline(
            List<Command> commands, ReplyBudget budget, Function<List<Command>, PendingReplies> sender) {
        return new ChunkedPipeline(commands, limit, last -> budget.reasonToStop(last, exceptions), sender);
    }

    private ReplyBudget budget(int commands) {
        return ReplyBudget.of(commands, resources.settings().maxReplyBytes());
    }

    /** Runs a call in the caller's thread, or queues it if the server is kept busy by other calls. */
    private PendingCall run(List<Command> commands, Deadline deadline, ReplyBudget budget) {
        boolean busy = limit.commands() >= maxDirect;
        PendingCall call = admitted(commands, deadline, budget);
        if (busy && !isLarge(call)) {
            dispatcher.submit(call);
        } else {
            dispatcherFor(call).runDirectly(call);
        }
        return call;
    }

    private PendingCall queue(List<Command> commands, Deadline deadline, ReplyBudget budget) {
        PendingCall call = admitted(commands, deadline, budget);
        dispatcherFor(call).submit(call);
        return call;
    }

    private PendingCall admitted(List<Command> commands, Deadline deadline, ReplyBudget budget) {
        try {
            exceptions.requireCallable(deadline);
            return new PendingCall(commands, deadline, limit, budget, exceptions);
        } catch (Throwable e) {
            throw exceptions.notSent(e);
        }
    }

    private boolean isLarge(PendingCall call) {
        return call.bytes() >= resources.settings().largeRequestBytes();
    }

    private BatchDispatcher dispatcherFor(PendingCall call) {
        return isLarge(call) ? largeDispatcher : dispatcher;
    }

    @Override
    public void renew(Deadline deadline) {
        long number = renewals.incrementAndGet();
        RespConnection fresh = open(deadline);
        boolean renewed = false;
        try {
            if (fresh.execute(PING, deadline) instanceof Reply.Refusal refusal) {
                throw exceptions.loginRefused(refusal.message());
            }
            if (!fresh.reusable()) {
                throw exceptions.timedOut(Execution.NOT_EXECUTED);
            }
            renewed = pool.replaceAll(fresh, number);
            boolean unused = largePool.replaceAll(null, number);
        } catch (Throwable e) {
            throw exceptions.notSent(e);
        } finally {
            if (!renewed) {
                fresh.close();
            }
            freeDispatchers();
        }
    }

    /** Frees the dispatchers from replaced connections at once. Never throws. */
    private void freeDispatchers() {
        try {
            var unused = checkDeadlines();
        } catch (Throwable e) {
            // For example without memory: the deadline monitor does it a little later.
        }
    }

    @Override
    public void reauthenticate(Deadline deadline) {
        try {
            exceptions.requireCallable(deadline);
            ConnectionFactory.Login login = factory.login(deadline);
            if (login.credentials() != null) {
                prove(login, pool.connections() > 0 ? pool : largePool, deadline);
                pushConnections.removeIf(connection -> replacedIfOlder(connection, login));
            }
        } catch (Throwable e) {
            throw exceptions.notSent(e);
        }
    }

    /**
     * Makes one connection authenticate again at once, so that credentials which the server refuses cost no
     * connection. The others follow before they are borrowed.
     */
    private void prove(ConnectionFactory.Login login, ConnectionPool from, Deadline deadline) {
        if (from.connections() > 0) {
            RespConnection connection = from.borrow(deadline);
            try {
                factory.authenticate(connection, login, deadline);
            } finally {
                connection.release();
            }
        }
    }

    /**
     * Ends a push connection that has older credentials, since RESP2 does not allow a connection with
     * subscriptions to authenticate.
     */
    private static boolean replacedIfOlder(RespConnection connection, ConnectionFactory.Login login) {
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
            return new JedisExclusiveConnection(
                    connection, exceptions, resources.settings().maxReplyBytes(), resources.nanoTime());
        } catch (Throwable e) {
            throw exceptions.notSent(connection.fail(e));
        }
    }

    @Override
    public PushConnection listen(PushSubscription request, PushMessageListener sink, Deadline deadline) {
        RespConnection connection = open(deadline);
        PushConnection push = JedisPushConnection.start(connection, request, sink, deadline, resources, exceptions);
        pushConnections.removeIf(each -> !each.channel().isOpen());
        pushConnections.add(connection);
        return push;
    }

    private RespConnection open(Deadline deadline) {
        try {
            exceptions.requireCallable(deadline);
            return factory.open(deadline);
        } catch (Throwable e) {
            throw exceptions.notSent(e);
        }
    }

    @Override
    public NodeStatistics load() {
        int pending = limit.commands();
        // Commands whose callers have given up are no longer pending, but may still be in flight.
        int inFlight = Math.min(pending, dispatcher.inFlight() + largeDispatcher.inFlight());
        return new NodeStatistics(pool.connections() + largePool.connections(), inFlight, pending - inFlight);
    }

    @Override
    public void close() {
        // First, since connections that this client closes itself must not be reported as lost.
        pool.close();
        largePool.close();
        connections.close();
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
}
