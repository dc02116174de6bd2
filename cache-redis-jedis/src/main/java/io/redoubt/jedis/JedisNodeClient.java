package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
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
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The connections to one server. Few callers use them by themselves, which costs least; what comes while these are busy is
 * carried together; what is large travels alone. Thread-safe.
 */
final class JedisNodeClient implements NodeClient {

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
    private final DirectCalls direct;
    private final Carriers carriers;
    private final LargeSends largeSends;
    private final int loners;

    JedisNodeClient(
            RedisSettings settings,
            Node node,
            Connector connector,
            Failures failures,
            Sockets sockets,
            NodeListener listener,
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
        this.pool = new WirePool(settings.maxConnections(), connector, failures, listener, nanoTime);
        this.direct = new DirectCalls(pool);
        this.carriers = new Carriers(pool, threads, failures, nanoTime);
        this.largeSends = new LargeSends(direct, threads, failures);
        this.loners = settings.sharedWire() == SharedWire.OFF
                ? Integer.MAX_VALUE
                : Math.min(LONERS, settings.maxConnections());
    }

    /** How many callers at a time are few: so many use connections of their own rather than wait for a carrier. */
    static final int LONERS = Integer.getInteger("loners", 8);

    @Override
    public Node node() {
        return node;
    }

    @Override
    public Reply execute(Command command, Deadline deadline) {
        refuseIfPointless(deadline);
        long bytes = Requests.size(command);
        Bounds.Admission admission = bounds.admit(1, bytes);
        if (admission.before() < loners || bytes >= settings.largeRequestBytes()) {
            return direct.execute(command, admission, deadline);
        }
        return carry(List.of(command), bytes, admission, deadline).awaitOne();
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, Deadline deadline) {
        if (commands.isEmpty()) {
            return List.of();
        }
        List<Command> all = List.copyOf(commands);
        try {
            refuseIfPointless(deadline);
            if (bounds.pending() < loners || !travelsWithOthers(all)) {
                ChunkedPipeline pipeline = new ChunkedPipeline(all, deadline, bounds, failures);
                direct.run(pipeline, deadline);
                return pipeline.replies();
            }
            return carry(all, deadline).await();
        } catch (DriverException e) {
            return refused(all, e);
        }
    }

    @Override
    public PendingReplies send(List<Command> commands, Deadline deadline) {
        if (commands.isEmpty()) {
            return List::of;
        }
        List<Command> all = List.copyOf(commands);
        try {
            refuseIfPointless(deadline);
            return settings.sharedWire() == SharedWire.ON && travelsWithOthers(all)
                    ? carry(all, deadline)
                    : largeSends.send(new ChunkedPipeline(all, deadline, bounds, failures), deadline);
        } catch (DriverException e) {
            return () -> refused(all, e);
        }
    }

    @Override
    public void renew(Deadline deadline) {
        pool.renew(deadline);
        carriers.replaceWires();
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
        int waiting = carriers.waiting() + pool.waiting();
        return new NodeLoad(pool.connections(), Math.max(0, bounds.pending() - waiting), waiting);
    }

    @Override
    public void close() {
        sockets.close();
        carriers.close();
        largeSends.close();
        pool.close();
        onClose.accept(this);
    }

    private Call carry(List<Command> commands, Deadline deadline) {
        long bytes = Requests.size(commands);
        return carry(commands, bytes, bounds.admit(commands.size(), bytes), deadline);
    }

    private Call carry(List<Command> commands, long bytes, Bounds.Admission admission, Deadline deadline) {
        Call call = new Call(commands, bytes, deadline, admission, failures, carriers::forget);
        carriers.carry(call);
        return call;
    }

    private boolean travelsWithOthers(List<Command> commands) {
        return commands.size() <= Math.min(Batch.MOST_COMMANDS, settings.maxPending())
                && Requests.size(commands) <= Batch.MOST_BYTES
                && commands.stream().allMatch(command -> Requests.size(command) < settings.largeRequestBytes());
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
