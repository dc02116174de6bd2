package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.NodeLoad;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.PushLink;
import io.redoubt.redis.spi.PushRequest;
import io.redoubt.redis.spi.PushSink;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.SharedWire;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The connections to one server. Few callers use them by themselves, which costs least; what comes while these are busy is
 * carried together; what is large travels alone. Thread-safe.
 */
final class JedisNodeClient implements NodeClient {

    /** How many callers at a time are few: so many use connections of their own rather than wait for a carrier. */
    private static final int LONERS = 8;

    private static final long INSPECTED_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final Command PING = Command.keyless("PING");

    private final RedisSettings settings;
    private final Node node;
    private final Connector connector;
    private final Failures failures;
    private final Sockets sockets;
    private final IoThreads threads;
    private final LongSupplier nanoTime;
    private final Consumer<JedisNodeClient> onClose;
    private final Bounds bounds;
    private final WirePool pool;
    private final WirePool largePool;
    private final Ear ear;
    private final DirectCalls direct;
    private final DirectCalls large;
    private final Carriers carriers;
    private final LoneSends sends;
    private final int loners;

    JedisNodeClient(
            RedisSettings settings,
            Node node,
            Connector connector,
            Failures failures,
            Sockets sockets,
            NodeListener listener,
            Watchdog watchdog,
            IoThreads threads,
            LongSupplier nanoTime,
            Consumer<JedisNodeClient> onClose) {
        this.settings = settings;
        this.node = node;
        this.connector = connector;
        this.failures = failures;
        this.sockets = sockets;
        this.threads = threads;
        this.nanoTime = nanoTime;
        this.onClose = onClose;
        this.bounds = Bounds.of(settings, failures);
        this.ear = new Ear(listener);
        // Large requests keep to connections of their own, so that small ones always find one.
        int forLarge = Math.max(1, settings.maxConnections() / 4);
        int forSmall = Math.max(1, settings.maxConnections() - forLarge);
        this.pool = new WirePool(forSmall, connector, failures, ear, nanoTime);
        this.largePool = new WirePool(forLarge, connector, failures, ear, nanoTime);
        this.direct = new DirectCalls(pool);
        this.large = new DirectCalls(largePool);
        this.carriers = new Carriers(Math.min(Carriers.MOST, forSmall), pool, watchdog, threads, failures, nanoTime);
        this.sends = new LoneSends(threads, failures);
        this.loners = settings.sharedWire() == SharedWire.OFF ? Integer.MAX_VALUE : Math.min(LONERS, forSmall);
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public Reply execute(Command command, Deadline deadline) {
        return orFailure(() -> executeOnce(command, deadline));
    }

    /** Whatever else is thrown on the way leaves open whether something was executed. */
    private <T> T orFailure(Supplier<T> call) {
        try {
            return call.get();
        } catch (DriverException e) {
            throw e;
        } catch (Throwable e) {
            throw failures.failed(Execution.UNKNOWN, e);
        }
    }

    private Reply executeOnce(Command command, Deadline deadline) {
        refuseIfPointless(deadline);
        long bytes = Requests.size(command);
        Bounds.Admission admission = bounds.admit(1, bytes);
        if (bytes >= settings.largeRequestBytes()) {
            return large.execute(command, admission, deadline);
        }
        if (admission.before() < loners) {
            return direct.execute(command, admission, deadline);
        }
        Call call = call(List.of(command), bytes, deadline, admission);
        carriers.carry(call);
        return call.awaitOne();
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, Deadline deadline) {
        if (commands.isEmpty()) {
            return List.of();
        }
        try {
            return orFailure(() -> pipelineOnce(commands, deadline));
        } catch (DriverException e) {
            return refused(commands, e);
        }
    }

    private List<Reply> pipelineOnce(List<Command> commands, Deadline deadline) {
        List<Command> all = List.copyOf(commands);
        try {
            refuseIfPointless(deadline);
            long bytes = Requests.size(all);
            if (bounds.pending() >= loners && travelsWithOthers(all, bytes)) {
                Call call = call(all, bytes, deadline);
                carriers.carry(call);
                return call.await();
            }
            ChunkedPipeline pipeline = new ChunkedPipeline(all, deadline, bounds, failures);
            alone(bytes).run(pipeline, deadline);
            return pipeline.replies();
        } catch (DriverException e) {
            return refused(all, e);
        }
    }

    @Override
    public PendingReplies send(List<Command> commands, Deadline deadline) {
        if (commands.isEmpty()) {
            return List::of;
        }
        try {
            return orFailure(() -> sendOnce(commands, deadline));
        } catch (DriverException e) {
            return () -> refused(commands, e);
        }
    }

    private PendingReplies sendOnce(List<Command> commands, Deadline deadline) {
        List<Command> all = List.copyOf(commands);
        try {
            refuseIfPointless(deadline);
            long bytes = Requests.size(all);
            if (travelsWithOthers(all, bytes)) {
                Call call = call(all, bytes, deadline);
                carriers.carryAhead(call);
                return call;
            }
            return sends.begin(new ChunkedPipeline(all, deadline, bounds, failures), alone(bytes), deadline);
        } catch (DriverException e) {
            return () -> refused(all, e);
        }
    }

    @Override
    public void renew(Deadline deadline) {
        orFailure(() -> {
            renewOnce(deadline);
            return node;
        });
    }

    private void renewOnce(Deadline deadline) {
        refuseIfPointless(deadline);
        Wire fresh = connector.open(deadline);
        boolean alive = false;
        try {
            if (fresh.execute(PING, deadline) instanceof Reply.Refusal refusal) {
                throw failures.refusedEntry(refusal, null);
            }
            alive = fresh.usable();
            if (!alive) {
                throw failures.notSentInTime();
            }
        } catch (DriverException e) {
            throw failures.notExecuted(e);
        } finally {
            if (!alive) {
                fresh.close();
            }
        }
        pool.renew(fresh);
        largePool.replaceAll();
    }

    @Override
    public ExclusiveConnection exclusive(Deadline deadline) {
        refuseIfPointless(deadline);
        return new JedisExclusiveConnection(connector.open(deadline), failures, nanoTime);
    }

    @Override
    public PushLink listen(PushRequest request, PushSink sink, Deadline deadline) {
        refuseIfPointless(deadline);
        PushWire wire = PushWire.open(request, connector, failures, settings.heartbeat(), deadline);
        return JedisPushLink.start(wire, sink, threads);
    }

    @Override
    public NodeLoad load() {
        int waiting = carriers.waiting() + direct.waiting() + large.waiting();
        int connections = pool.connections() + largePool.connections();
        return new NodeLoad(connections, Math.max(0, bounds.pending() - waiting), waiting);
    }

    @Override
    public void close() {
        sockets.close();
        carriers.close();
        sends.close();
        pool.close();
        largePool.close();
        onClose.accept(this);
    }

    private Call call(List<Command> commands, long bytes, Deadline deadline) {
        return call(commands, bytes, deadline, bounds.admit(commands.size(), bytes));
    }

    private Call call(List<Command> commands, long bytes, Deadline deadline, Bounds.Admission admission) {
        try {
            return new Call(commands, bytes, deadline, admission, failures, carriers);
        } catch (Throwable e) {
            admission.end();
            throw e;
        }
    }

    private boolean travelsWithOthers(List<Command> commands, long bytes) {
        return settings.sharedWire() == SharedWire.ON
                && commands.size() <= Math.min(Batch.MOST_COMMANDS, settings.maxPending())
                && bytes < settings.largeRequestBytes();
    }

    private DirectCalls alone(long bytes) {
        return bytes < settings.largeRequestBytes() ? direct : large;
    }

    /** Looks whether the connections that nobody uses still stand. */
    void inspect() {
        pool.inspect(INSPECTED_NANOS);
        largePool.inspect(INSPECTED_NANOS);
    }

    private void refuseIfPointless(Deadline deadline) {
        failures.refuseIfClosedOrInterrupted();
        if (deadline.passed()) {
            throw failures.notSentInTime();
        }
    }

    private static List<Reply> refused(List<Command> commands, DriverException reason) {
        return Collections.nCopies(commands.size(), new Reply.Missing(reason));
    }
}
