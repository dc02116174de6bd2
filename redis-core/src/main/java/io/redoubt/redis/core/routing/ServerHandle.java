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
final class ServerHandle implements AutoCloseable {

    private final NodeClient client;
    private final CircuitBreaker breaker;
    private final AtomicBoolean retired = new AtomicBoolean();

    private ServerHandle(NodeClient client, CircuitBreaker breaker) {
        this.client = client;
        this.breaker = breaker;
    }

    /**
     * A server that is connected to by the first call.
     *
     * @param clientFactory makes the client
     * @param onUnavailable is told when the server is left alone, and after each attempt to reach it that failed
     */
    static ServerHandle of(Function<NodeListener, NodeClient> clientFactory, DriverContext context, Consumer<ServerHandle> onUnavailable) {
        ConnectionObserver observer = new ConnectionObserver(context);
        NodeClient client = clientFactory.apply(observer);
        observer.client.set(client);
        AtomicReference<@Nullable ServerHandle> created = new AtomicReference<>();
        CircuitBreaker breaker = new CircuitBreaker(client, context, () -> {
            ServerHandle server = created.get();
            if (server != null) {
                onUnavailable.accept(server);
            }
        });
        ServerHandle server = new ServerHandle(client, breaker);
        created.set(server);
        return server;
    }

    Node node() {
        return client.node();
    }

    /** Whether calls are let through. */
    boolean isAvailable() {
        return breaker.allowsCalls();
    }

    Reply execute(Command command, CallContext call) {
        return throughBreaker(call, () -> client.execute(command, call.deadline()));
    }

    ExclusiveConnection exclusive(CallContext call) {
        return throughBreaker(call, () -> client.exclusive(call.deadline()));
    }

    /** Opens a link also where callers are not let through: whoever keeps one has delays of its own. */
    PushLink listen(PushRequest request, PushSink sink, Deadline deadline) {
        try {
            return client.listen(request, sink, deadline);
        } catch (DriverException e) {
            throw asLostIfRetired(e);
        }
    }

    /** Sends commands and waits for their replies; never throws. */
    List<Reply> pipeline(List<Command> commands, CallContext call) {
        DriverException rejection = breaker.rejection();
        return rejection == null
                ? recordOutcome(client.pipeline(commands, call.deadline()), call)
                : unanswered(commands.size(), rejection);
    }

    /** Begins to send commands; never throws. */
    PendingReplies send(List<Command> commands, CallContext call) {
        DriverException rejection = breaker.rejection();
        if (rejection != null) {
            return () -> unanswered(commands.size(), rejection);
        }
        PendingReplies pending = client.send(commands, call.deadline());
        return () -> recordOutcome(pending.await(), call);
    }

    /** Replaces the connections by a new one, which looks up the server's name anew. */
    void renew(Deadline deadline) {
        client.renew(deadline);
    }

    /** Tries it no more, since it does not belong to the masters; calls that are on their way go on. */
    void retire() {
        retired.set(true);
        breaker.close();
    }

    NodeLoad load() {
        return client.load();
    }

    @Override
    public void close() {
        breaker.close();
        client.close();
    }

    private <T> T throughBreaker(CallContext call, Supplier<T> attempt) {
        DriverException rejection = breaker.rejection();
        if (rejection != null) {
            throw rejection;
        }
        try {
            T result = attempt.get();
            breaker.recordReply();
            return result;
        } catch (DriverException e) {
            breaker.recordFailure(e, call);
            throw asLostIfRetired(e);
        }
    }

    private List<Reply> recordOutcome(List<Reply> replies, CallContext call) {
        boolean answered = false;
        DriverException failure = null;
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof Reply.Missing unanswered) {
                failure = unanswered.reason();
            } else {
                answered = true;
            }
        }
        if (answered) {
            breaker.recordReply();
        } else if (failure != null) {
            breaker.recordFailure(failure, call);
        }
        return failure == null || !retired.get() ? replies : asLostIfRetired(replies);
    }

    private List<Reply> asLostIfRetired(List<Reply> replies) {
        return replies.stream()
                .map(reply ->
                        reply instanceof Reply.Missing unanswered ? new Reply.Missing(asLostIfRetired(unanswered.reason())) : reply)
                .toList();
    }

    /** For the caller it is a lost connection that a server was given up: it is not the driver that is closed. */
    private DriverException asLostIfRetired(DriverException e) {
        return e.kind() == Kind.CLOSED && retired.get()
                ? new DriverException(
                        Kind.CONNECTION_LOST, e.execution(), node() + " does not belong to the masters any more", e)
                : e;
    }

    static List<Reply> unanswered(int count, DriverException reason) {
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
    private static final class ConnectionObserver implements NodeListener {

        private final DriverContext context;
        private final AtomicReference<@Nullable NodeClient> client = new AtomicReference<>();

        /** Held while an event is told, so that the last one told is the last one that happened. */
        private final ReentrantLock eventLock = new ReentrantLock();

        private boolean connected;

        ConnectionObserver(DriverContext context) {
            this.context = context;
        }

        @Override
        public void opened() {
            context.counters().connected.increment();
            NodeClient observed = client.get();
            if (observed != null) {
                publishOnChange(true, new ConnectionEvent.Connected(observed.node()));
            }
        }

        @Override
        public void lost(DriverException reason) {
            context.counters().lost.increment();
            NodeClient observed = client.get();
            if (observed != null && observed.load().connections() == 0) {
                publishOnChange(false, new ConnectionEvent.Disconnected(observed.node(), String.valueOf(reason.getMessage())));
                if (observed.load().connections() > 0) {
                    // It was opened between the two looks, when there still seemed to be another one.
                    publishOnChange(true, new ConnectionEvent.Connected(observed.node()));
                }
            }
        }

        private void publishOnChange(boolean isConnected, ConnectionEvent event) {
            eventLock.lock();
            try {
                if (connected != isConnected) {
                    connected = isConnected;
                    context.events().publish(event);
                }
            } finally {
                eventLock.unlock();
            }
        }
    }
}
