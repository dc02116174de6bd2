package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Node client whose server behaves as the test specifies. Implements only what circuit breaker, server handle and
 * push connections need.
 */
final class FakeNodeClient implements NodeClient {

    static final Node NODE = new Node("localhost", 1);

    final AtomicInteger renewals = new AtomicInteger();
    final AtomicInteger reauthentications = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger closedSubscriptions = new AtomicInteger();
    /**
     * What the server does on push connections before it confirms them, one after the other; further ones are
     * confirmed without an action.
     */
    final Queue<Consumer<PushMessageListener>> subscriptions = new ConcurrentLinkedQueue<>();

    volatile @Nullable DriverException failure;
    volatile @Nullable Error error;

    /** What the closing of a push connection throws, after it was counted. */
    volatile @Nullable Error closingError;

    /** Number of attempts to open a push connection. */
    final AtomicInteger listenAttempts = new AtomicInteger();

    /** With what push connections are refused; null if they are not. */
    volatile @Nullable DriverException refusal;

    /** Latch for which each renewal waits before it ends. */
    volatile CountDownLatch renewalGate = new CountDownLatch(0);

    @Override
    public Node node() {
        return NODE;
    }

    @Override
    public void reauthenticate(Deadline deadline) {
        reauthentications.incrementAndGet();
        Error fatal = error;
        if (fatal != null) {
            throw fatal;
        }
        DriverException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public void renew(Deadline deadline) {
        renewals.incrementAndGet();
        awaitQuietly(renewalGate);
        Error fatal = error;
        if (fatal != null) {
            throw fatal;
        }
        DriverException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public void requireNodeId(String nodeId) {}

    @Override
    public Reply execute(Command command, Deadline deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PendingReplies send(List<Command> commands, Deadline deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ExclusiveConnection exclusive(Deadline deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PushConnection listen(PushSubscription request, PushMessageListener sink, Deadline deadline) {
        listenAttempts.incrementAndGet();
        Consumer<PushMessageListener> next = subscriptions.poll();
        if (next != null) {
            next.accept(sink);
        }
        DriverException refused = refusal;
        if (refused != null) {
            throw refused;
        }
        return this::closeSubscription;
    }

    private void closeSubscription() {
        closedSubscriptions.incrementAndGet();
        Error thrown = closingError;
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public NodeStatistics load() {
        return new NodeStatistics(connections.get(), 0, 0);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {}
}
