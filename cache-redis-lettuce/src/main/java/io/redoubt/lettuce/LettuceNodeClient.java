package io.redoubt.lettuce;

import io.lettuce.core.RedisURI;
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
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server: one for small requests; a second for large ones from the first of them on, which stays
 * then, since to make it again costs the next large request more than it costs the server to keep it; and one for each
 * exclusive user and link.
 */
final class LettuceNodeClient implements NodeClient {

    private final Node node;
    private final RedisURI uri;
    private final Dialler dialler;
    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final Consumer<LettuceNodeClient> whenClosed;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Failures failures;
    private final Bounds bounds;
    private final Wire.Life shared;
    private final Lane small = new Lane(this::dial);
    private final Lane large = new Lane(this::dial);
    /** The connections that are in no lane. */
    private final Set<Wire> others = ConcurrentHashMap.newKeySet();

    LettuceNodeClient(
            Node node,
            RedisURI uri,
            Dialler dialler,
            RedisSettings settings,
            LongSupplier nanoTime,
            NodeListener listener,
            Consumer<LettuceNodeClient> whenClosed) {
        this.node = node;
        this.uri = uri;
        this.dialler = dialler;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.whenClosed = whenClosed;
        this.failures = new Failures(node, closed::get);
        this.bounds = new Bounds(settings.maxPending(), settings.maxPendingBytes());
        this.shared = new ToldLife(listener);
    }

    private Wire dial() {
        return new Wire(dialler.forCommands(uri), failures, settings.sharedWire(), bounds, shared).begin();
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public Reply execute(Command command, Deadline deadline) {
        long bytes = Request.bytes(command);
        DriverException refusal = admission(1, bytes, deadline);
        if (refusal != null) {
            throw refusal;
        }
        Request request = new Request(List.of(command), bytes, bounds);
        lane(bytes).send(request);
        return required(request, deadline);
    }

    private Reply required(Request request, Deadline deadline) {
        Reply reply = request.await(deadline, failures).get(0);
        if (reply instanceof Reply.Missing missing) {
            throw missing.reason();
        }
        return reply;
    }

    @Override
    public PendingReplies send(List<Command> commands, Deadline deadline) {
        if (commands.isEmpty()) {
            return List::of;
        }
        List<Command> own = List.copyOf(commands);
        long bytes = Request.bytes(own);
        Lane lane = lane(bytes);
        return bounds.everAdmit(own.size(), bytes)
                ? send(own, bytes, lane, deadline)
                : Parts.send(own, bounds, part -> send(part, Request.bytes(part), lane, deadline));
    }

    private PendingReplies send(List<Command> commands, long bytes, Lane lane, Deadline deadline) {
        DriverException refusal = admission(commands.size(), bytes, deadline);
        if (refusal != null) {
            return () -> Collections.nCopies(commands.size(), new Reply.Missing(refusal));
        }
        Request request = new Request(commands, bytes, bounds);
        lane.send(request);
        return () -> request.await(deadline, failures);
    }

    /** Takes room for commands; why there is none, or why they may not begin at all. */
    private @Nullable DriverException admission(int commands, long bytes, Deadline deadline) {
        DriverException refusal = failures.refusal(deadline);
        if (refusal != null) {
            return refusal;
        }
        return bounds.admit(commands, bytes) ? null : failures.overloaded();
    }

    private Lane lane(long bytes) {
        return bytes < settings.largeRequestBytes() ? small : large;
    }

    @Override
    public void renew(Deadline deadline) {
        requireBegin(deadline);
        Wire fresh = dial();
        keep(fresh);
        Request sign = Request.unbounded(Command.keyless("PING"));
        try {
            offer(fresh, sign);
            required(sign, deadline);
            DriverException replaced = failures.replaced();
            if (!small.replace(fresh, replaced)) {
                throw failures.closed(Execution.NOT_EXECUTED, null);
            }
            large.retire(replaced);
        } catch (DriverException e) {
            fresh.close(e);
            throw notExecuted(e);
        } finally {
            others.remove(fresh);
        }
    }

    @Override
    public ExclusiveConnection exclusive(Deadline deadline) {
        requireBegin(deadline);
        Wire own = new Wire(dialler.forCommands(uri), failures, settings.sharedWire(), Bounds.none(), Wire.Life.UNTOLD);
        keep(own.begin());
        Request sign = Request.unbounded(Command.keyless("PING"));
        try {
            offer(own, sign);
            required(sign, deadline);
            return new LettuceExclusiveConnection(own, failures, nanoTime, () -> others.remove(own));
        } catch (DriverException e) {
            own.close(e);
            others.remove(own);
            throw notExecuted(e);
        }
    }

    @Override
    public PushLink listen(PushRequest request, PushSink sink, Deadline deadline) {
        requireBegin(deadline);
        LettucePushLink link = new LettucePushLink(sink, settings.heartbeat(), failures, others::remove);
        Wire wire = link.over(dialler.forPushes(uri));
        keep(wire);
        Request opening = Openings.of(request);
        try {
            offer(wire, opening);
            link.confirm(required(opening, deadline));
            return link;
        } catch (DriverException e) {
            link.close();
            throw notExecuted(e);
        }
    }

    private void requireBegin(Deadline deadline) {
        DriverException refusal = failures.refusal(deadline);
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Remembers what close() has to end, also if close() comes just now. */
    private void keep(Wire wire) {
        others.add(wire);
        if (closed.get()) {
            wire.broke(failures.closed(Execution.NOT_EXECUTED, null));
        }
    }

    private static void offer(Wire wire, Request request) {
        if (!wire.offer(request)) {
            DriverException why = wire.ended();
            if (why != null) {
                request.refuse(why);
            }
        }
    }

    /** Of what was only to be opened nothing was executed, whatever was written. */
    private static DriverException notExecuted(DriverException e) {
        return e.execution() == Execution.NOT_EXECUTED
                ? e
                : DriverException.notExecuted(e.kind(), String.valueOf(e.getMessage()), e);
    }

    @Override
    public NodeLoad load() {
        int waiting = small.waiting() + large.waiting();
        return new NodeLoad(
                small.connections() + large.connections(), Math.max(0, bounds.admitted() - waiting), waiting);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            DriverException reason = failures.closed(Execution.NOT_EXECUTED, null);
            small.close(reason);
            large.close(reason);
            others.forEach(wire -> wire.broke(reason));
            whenClosed.accept(this);
        }
    }
}
