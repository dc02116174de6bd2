package io.redoubt.redis.core.routing;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.NodeLoad;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.PushLink;
import io.redoubt.redis.spi.PushRequest;
import io.redoubt.redis.spi.PushSink;
import io.redoubt.redis.spi.Reply;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server: a driver's client behind a gate. Thread-safe. */
final class Server implements AutoCloseable {

    private final NodeClient client;
    private final Gate gate;
    private final AtomicBoolean retired = new AtomicBoolean();

    private Server(NodeClient client, Gate gate) {
        this.client = client;
        this.gate = gate;
    }

    /**
     * A server that is connected to by the first call.
     *
     * @param connect makes the client
     * @param whenDown is told when the server is left alone, and after each attempt to reach it that failed
     */
    static Server of(Function<NodeListener, NodeClient> connect, Surroundings surroundings, Consumer<Server> whenDown) {
        Connections connections = new Connections(surroundings);
        NodeClient client = connect.apply(connections);
        connections.client.set(client);
        AtomicReference<@Nullable Server> self = new AtomicReference<>();
        Gate gate = new Gate(client, surroundings, () -> {
            Server server = self.get();
            if (server != null) {
                whenDown.accept(server);
            }
        });
        Server server = new Server(client, gate);
        self.set(server);
        return server;
    }

    Node node() {
        return client.node();
    }

    /** Whether calls are let through. */
    boolean open() {
        return gate.open();
    }

    Reply execute(Command command, Call call) {
        return gated(call, () -> client.execute(command, call.deadline()));
    }

    ExclusiveConnection exclusive(Call call) {
        return gated(call, () -> client.exclusive(call.deadline()));
    }

    /** Opens a link also where callers are not let through: whoever keeps one has delays of its own. */
    PushLink listen(PushRequest request, PushSink sink, Deadline deadline) {
        try {
            return client.listen(request, sink, deadline);
        } catch (DriverException e) {
            throw told(e);
        }
    }

    /** Sends commands and waits for their replies; never throws. */
    List<Reply> pipeline(List<Command> commands, Call call) {
        DriverException refusal = gate.refusal();
        return refusal == null
                ? accounted(client.pipeline(commands, call.deadline()), call)
                : missing(commands.size(), refusal);
    }

    /** Begins to send commands; never throws. */
    PendingReplies send(List<Command> commands, Call call) {
        DriverException refusal = gate.refusal();
        if (refusal != null) {
            return () -> missing(commands.size(), refusal);
        }
        PendingReplies pending = client.send(commands, call.deadline());
        return () -> accounted(pending.await(), call);
    }

    /** Replaces the connections by a new one, which looks up the server's name anew. */
    void renew(Deadline deadline) {
        client.renew(deadline);
    }

    /** Tries it no more, since it does not belong to the masters; calls that are on their way go on. */
    void leave() {
        retired.set(true);
        gate.close();
    }

    NodeLoad load() {
        return client.load();
    }

    @Override
    public void close() {
        gate.close();
        client.close();
    }

    private <T> T gated(Call call, Supplier<T> attempt) {
        DriverException refusal = gate.refusal();
        if (refusal != null) {
            throw refusal;
        }
        try {
            T result = attempt.get();
            gate.answered();
            return result;
        } catch (DriverException e) {
            gate.failed(e, call);
            throw told(e);
        }
    }

    private List<Reply> accounted(List<Reply> replies, Call call) {
        boolean answered = false;
        DriverException failure = null;
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof Reply.Missing missing) {
                failure = missing.reason();
            } else {
                answered = true;
            }
        }
        if (answered) {
            gate.answered();
        } else if (failure != null) {
            gate.failed(failure, call);
        }
        return failure == null || !retired.get() ? replies : toldAll(replies);
    }

    private List<Reply> toldAll(List<Reply> replies) {
        return replies.stream()
                .map(reply ->
                        reply instanceof Reply.Missing missing ? new Reply.Missing(told(missing.reason())) : reply)
                .toList();
    }

    /** For the caller it is a lost connection that a server was given up: it is not the driver that is closed. */
    private DriverException told(DriverException e) {
        return e.kind() == Kind.CLOSED && retired.get()
                ? new DriverException(
                        Kind.CONNECTION_LOST, e.execution(), node() + " does not belong to the masters any more", e)
                : e;
    }

    static List<Reply> missing(int count, DriverException reason) {
        return Collections.nCopies(count, new Reply.Missing(reason));
    }

    static DriverException notExecuted(Kind kind, String message) {
        return notExecuted(kind, message, null);
    }

    static DriverException notExecuted(Kind kind, String message, @Nullable Throwable cause) {
        return new DriverException(kind, Execution.NOT_EXECUTED, message, cause);
    }

    @Override
    public String toString() {
        return node().toString();
    }

    /** Counts the client's connections, and tells when there is the first one and when there is none any more. */
    private static final class Connections implements NodeListener {

        private final Surroundings surroundings;
        private final AtomicReference<@Nullable NodeClient> client = new AtomicReference<>();

        /** Held while an event is told, so that the last one told is the last one that happened. */
        private final ReentrantLock telling = new ReentrantLock();

        private boolean connected;

        Connections(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public void opened() {
            surroundings.tally().connected.increment();
            NodeClient owner = client.get();
            if (owner != null) {
                tell(true, new ConnectionEvent.Connected(owner.node()));
            }
        }

        @Override
        public void lost(DriverException reason) {
            surroundings.tally().lost.increment();
            NodeClient owner = client.get();
            if (owner != null && owner.load().connections() == 0) {
                tell(false, new ConnectionEvent.Disconnected(owner.node(), String.valueOf(reason.getMessage())));
                if (owner.load().connections() > 0) {
                    // It was opened between the two looks, when there still seemed to be another one.
                    tell(true, new ConnectionEvent.Connected(owner.node()));
                }
            }
        }

        private void tell(boolean now, ConnectionEvent event) {
            telling.lock();
            try {
                if (connected != now) {
                    connected = now;
                    surroundings.events().emit(event);
                }
            } finally {
                telling.unlock();
            }
        }
    }
}
