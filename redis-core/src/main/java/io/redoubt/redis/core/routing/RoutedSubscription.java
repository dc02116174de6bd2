package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.SubscriptionListener;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.core.support.SerialExecutor;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.PushSubscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pub/Sub subscription that is restored automatically after every connection loss. All channels share one push
 * connection; in a cluster, sharded channels use one push connection per slot, which follows the slot. Thread-safe.
 */
final class RoutedSubscription implements Subscription {

    /**
     * Maximum number of messages that wait for a slow listener; their maximum size is that of a reply. Further messages
     * are dropped and reported as a gap.
     */
    static final int MAX_QUEUED_MESSAGES = 10_000;

    private final SubscriptionListener listener;
    private final SerialExecutor executor;
    private final Consumer<RoutedSubscription> onClosed;
    private final List<ReconnectingPushConnection> connections = new ArrayList<>();
    private final List<MessageListener> states = new ArrayList<>();
    private final AtomicBoolean dropping = new AtomicBoolean();
    private final AtomicLong reportedGaps = new AtomicLong();
    /** How many gaps the listener knows of. */
    private volatile long deliveredGaps;

    /** Whether the listener could not be told of a gap, for example without memory for a thread. */
    private final AtomicBoolean isDeliveryLost = new AtomicBoolean();

    private volatile boolean opened;
    private volatile boolean closed;
    private final AtomicLong queuedBytes = new AtomicLong();
    private final long maxQueuedBytes;

    RoutedSubscription(
            Router router,
            List<PubSubChannel> channels,
            SubscriptionListener listener,
            DriverContext context,
            Consumer<RoutedSubscription> onClosed) {
        this.listener = listener;
        this.onClosed = onClosed;
        this.maxQueuedBytes = context.settings().maxReplyBytes();
        this.executor = new SerialExecutor("redoubt-redis-subscription", MAX_QUEUED_MESSAGES, Duration.ZERO);
        for (List<PubSubChannel> group : groupBySlot(channels, router.mode())) {
            PubSubChannel first = group.get(0);
            byte[] key = first.scope() == PubSubChannel.Scope.SHARDED ? first.name() : null;
            MessageListener state = new MessageListener();
            states.add(state);
            connections.add(new ReconnectingPushConnection(
                    new SlotOwnerLocator(router, key), new PushSubscription.Messages(group), state, context));
        }
    }

    private static List<List<PubSubChannel>> groupBySlot(List<PubSubChannel> channels, Topology.Mode mode) {
        if (mode != Topology.Mode.CLUSTER) {
            return List.of(channels);
        }
        Map<Integer, List<PubSubChannel>> groups = new LinkedHashMap<>();
        for (PubSubChannel channel : channels) {
            int slot = channel.scope() == PubSubChannel.Scope.SHARDED ? HashSlot.of(channel.name()) : -1;
            groups.computeIfAbsent(slot, g -> new ArrayList<>()).add(channel);
        }
        return List.copyOf(groups.values());
    }

    /**
     * Subscribes for the first time.
     *
     * @throws DriverException if a server has not confirmed in time; the caller must close this subscription in
     *     that case
     */
    void open(Deadline deadline) {
        connections.forEach(connection -> connection.open(deadline));
        opened = true;
    }

    @Override
    public boolean armed() {
        if (reportedGaps.get() != deliveredGaps) {
            if (isDeliveryLost.compareAndSet(true, false)) {
                queueDelivery();
            }
            return false;
        }
        return opened && !closed && areAllUp();
    }

    private boolean areAllUp() {
        for (MessageListener state : states) {
            if (!state.isUp) {
                return false;
            }
        }
        return true;
    }

    /** Tells the listener of a gap, after all earlier messages. If that is not possible now, {@link #armed()} does. */
    private void reportGap() {
        reportedGaps.incrementAndGet();
        queueDelivery();
    }

    private void queueDelivery() {
        boolean isQueued = false;
        try {
            isQueued = executor.execute(this::deliverGap);
        } catch (Throwable noMemory) {
            // The next call of armed() tries again.
        } finally {
            if (!isQueued) {
                isDeliveryLost.set(true);
            }
        }
    }

    private void deliverGap() {
        dropping.set(false); // first: what is dropped from now on is another gap
        long reported = reportedGaps.get();
        boolean isDelivered = false;
        try {
            listener.onGap();
            deliveredGaps = reported;
            isDelivered = true;
        } finally {
            if (!isDelivered) {
                isDeliveryLost.set(true);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        connections.forEach(ReconnectingPushConnection::close);
        executor.close();
        onClosed.accept(this);
    }

    /** Locator of the master that owns a channel's slot, or of any master if the channels have no slot. */
    private static final class SlotOwnerLocator implements ReconnectingPushConnection.ServerLocator {

        private final Router router;
        private final byte @Nullable [] key;

        SlotOwnerLocator(Router router, byte @Nullable [] key) {
            this.router = router;
            this.key = key;
        }

        @Override
        public ServerHandle locate(Deadline deadline) {
            return router.serverForKey(key, deadline);
        }

        @Override
        public void connectionFailed() {
            router.pushConnectionFailed();
        }

        @Override
        public @Nullable ServerHandle alternative(ServerHandle refused, Deadline deadline) {
            if (key == null) {
                return null;
            }
            try {
                // The slot may have moved away without any call having noticed yet.
                router.refreshTopology(deadline);
                ServerHandle owner = router.serverForKey(key, deadline);
                return owner == refused ? null : owner;
            } catch (DriverException e) {
                // Keep the refusal as the reason, since nothing else is known.
                return null;
            }
        }
    }

    /** Listener that passes messages and losses to the subscription's executor. */
    private final class MessageListener implements ReconnectingPushConnection.Listener {

        private volatile boolean isUp = true;

        @Override
        public void message(byte[] channel, byte[] payload) {
            if (offer(channel, payload)) {
                dropping.set(false);
            } else if (dropping.compareAndSet(false, true)) {
                reportGap();
            }
        }

        private boolean offer(byte[] channel, byte[] payload) {
            boolean offered = false;
            queuedBytes.addAndGet(payload.length);
            try {
                offered = queuedBytes.get() <= maxQueuedBytes
                        && executor.offer(() -> {
                            queuedBytes.addAndGet(-payload.length);
                            listener.onMessage(channel, payload);
                        });
            } finally {
                if (!offered) {
                    queuedBytes.addAndGet(-payload.length);
                }
            }
            return offered;
        }

        @Override
        public void lost() {
            isUp = false;
            reportGap();
        }

        @Override
        public void restored() {
            reportGap();
            isUp = true;
        }
    }
}
