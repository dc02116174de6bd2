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
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Client for one Redis server: a {@link NodeClient} together with a {@link CircuitBreaker}, which rejects calls while
 * the server does not answer. Thread-safe.
 */
final class ServerHandle implements AutoCloseable {

    private final NodeClient client;
    private final CircuitBreaker breaker;
    private final AtomicBoolean retired = new AtomicBoolean();
    /** How often connections were replaced, or may have been: the host name may lead to another server since. */
    private final AtomicLong renewals;

    private final Consumer<Runnable> renewing;

    private ServerHandle(NodeClient client, CircuitBreaker breaker, AtomicLong renewals, Consumer<Runnable> renewing) {
        this.client = client;
        this.breaker = breaker;
        this.renewals = renewals;
        this.renewing = renewing;
    }

    /**
     * Creates a handle, which connects with the first call.
     *
     * @param clientFactory creates the client
     * @param onUnavailable is called when the circuit breaker opens, and after each probe that failed
     */
    static ServerHandle of(
            Function<NodeListener, NodeClient> clientFactory,
            DriverContext context,
            Consumer<ServerHandle> onUnavailable) {
        return of(clientFactory, context, onUnavailable, Runnable::run);
    }

    /**
     * Creates a handle, which connects with the first call.
     *
     * @param clientFactory creates the client
     * @param onUnavailable is called when the circuit breaker opens, and after each probe that failed
     * @param renewing runs each replacement of all connections that is made while calls are allowed, and also runs
     *     after a probe has replaced them, before calls are allowed; must not block in addition
     */
    static ServerHandle of(
            Function<NodeListener, NodeClient> clientFactory,
            DriverContext context,
            Consumer<ServerHandle> onUnavailable,
            Consumer<Runnable> renewing) {
        ConnectionObserver observer = new ConnectionObserver(context);
        NodeClient client = clientFactory.apply(observer);
        observer.client.set(client);
        AtomicReference<@Nullable ServerHandle> created = new AtomicReference<>();
        Runnable whenUnavailable = () -> {
            ServerHandle server = created.get();
            if (server != null) {
                onUnavailable.accept(server);
            }
        };
        AtomicLong renewals = new AtomicLong();
        CircuitBreaker breaker =
                new CircuitBreaker(client, context, whenUnavailable, () -> renewing.accept(renewals::incrementAndGet));
        ServerHandle server = new ServerHandle(client, breaker, renewals, renewing);
        created.set(server);
        return server;
    }

    Node node() {
        return client.node();
    }

    /** Requires new connections to lead to this node of a cluster. */
    void requireNodeId(String nodeId) {
        client.requireNodeId(nodeId);
    }

    /** Returns whether the circuit breaker allows calls. */
    boolean isAvailable() {
        return breaker.allowsCalls();
    }

    Reply execute(Command command, CallContext call) {
        return throughBreaker(call, () -> client.execute(command, call.deadline()));
    }

    ExclusiveConnection exclusive(CallContext call) {
        return throughBreaker(call, () -> client.exclusive(call.deadline()));
    }

    /**
     * Opens a push connection, even while the circuit breaker is open: the components that keep push connections
     * have delays of their own.
     */
    PushConnection listen(PushSubscription request, PushMessageListener sink, Deadline deadline) {
        try {
            return client.listen(request, sink, deadline);
        } catch (DriverException e) {
            throw asLostIfRetired(e);
        }
    }

    /** Sends commands and waits for their replies. Never throws. */
    List<Reply> pipeline(List<Command> commands, CallContext call) {
        DriverException rejection = breaker.rejection();
        return rejection == null
                ? recordOutcome(client.pipeline(commands, call.deadline()), call)
                : unanswered(commands.size(), rejection);
    }

    /** Begins to send commands. Never throws. */
    PendingReplies send(List<Command> commands, CallContext call) {
        DriverException rejection = breaker.rejection();
        if (rejection != null) {
            return () -> unanswered(commands.size(), rejection);
        }
        PendingReplies pending = client.send(commands, call.deadline());
        return () -> recordOutcome(pending.await(), call);
    }

    /** Replaces all connections by a new one, which resolves the host name again. Calls in progress continue. */
    void renew(Deadline deadline) {
        renewing.accept(() -> {
            try {
                client.renew(deadline);
            } finally {
                renewals.incrementAndGet(); // some connections may have been replaced before it failed
            }
        });
    }

    /** Returns how often connections were replaced; an attempt that failed counts, since it may have replaced some. */
    long renewals() {
        return renewals.get();
    }

    /** Stops probing the server because it is no longer a master. Calls in progress continue. */
    void retire() {
        retired.set(true);
        breaker.close();
    }

    NodeStatistics load() {
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
                .map(reply -> reply instanceof Reply.Missing unanswered
                        ? new Reply.Missing(asLostIfRetired(unanswered.reason()))
                        : reply)
                .toList();
    }

    /** Translates the closing of a retired server into a lost connection, since the driver itself is not closed. */
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

    /**
     * Node listener that counts connections and publishes an event when the first connection is opened and when the
     * last one is lost.
     */
    private static final class ConnectionObserver implements NodeListener {

        private final DriverContext context;
        private final AtomicReference<@Nullable NodeClient> client = new AtomicReference<>();

        /** Held while an event is published, so that the last event published is the last one that happened. */
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
                publishOnChange(
                        false, new ConnectionEvent.Disconnected(observed.node(), String.valueOf(reason.getMessage())));
                if (observed.load().connections() > 0) {
                    // A connection was opened between the two checks, while another one still seemed to be open.
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
