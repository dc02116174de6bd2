package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.SubscriptionListener;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.PushRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Channels that are kept subscribed on one link; in a cluster, those that live in a slot on one link a slot, which follows
 * the slot. Thread-safe.
 */
final class RoutedSubscription implements Subscription {

    /** How many messages may wait for a slow listener before they are dropped and counted as a gap. */
    static final int MAX_QUEUED_MESSAGES = 10_000;

    private final SubscriptionListener listener;
    private final SerialExecutor executor;
    private final Consumer<RoutedSubscription> onClosed;
    private final List<ReconnectingPushConnection> connections = new ArrayList<>();
    private final AtomicBoolean dropping = new AtomicBoolean();

    RoutedSubscription(
            Router router,
            List<Channel> channels,
            SubscriptionListener listener,
            DriverContext context,
            Consumer<RoutedSubscription> onClosed) {
        this.listener = listener;
        this.onClosed = onClosed;
        this.executor = new SerialExecutor("redoubt-redis-subscription", MAX_QUEUED_MESSAGES);
        for (List<Channel> group : groupBySlot(channels, router.mode())) {
            Channel first = group.get(0);
            byte[] key = first.scope() == Channel.Scope.SHARDED ? first.name() : null;
            connections.add(new ReconnectingPushConnection(
                    new SlotOwnerLocator(router, key), new PushRequest.Messages(group), new MessageListener(), context));
        }
    }

    private static List<List<Channel>> groupBySlot(List<Channel> channels, Topology.Mode mode) {
        if (mode != Topology.Mode.CLUSTER) {
            return List.of(channels);
        }
        Map<Integer, List<Channel>> groups = new LinkedHashMap<>();
        for (Channel channel : channels) {
            int slot = channel.scope() == Channel.Scope.SHARDED ? HashSlot.of(channel.name()) : -1;
            groups.computeIfAbsent(slot, g -> new ArrayList<>()).add(channel);
        }
        return List.copyOf(groups.values());
    }

    /**
     * Subscribes for the first time.
     *
     * @throws DriverException if a server has not confirmed in time; the caller closes this then
     */
    void open(Deadline deadline) {
        connections.forEach(connection -> connection.open(deadline));
    }

    @Override
    public void close() {
        connections.forEach(ReconnectingPushConnection::close);
        executor.close();
        onClosed.accept(this);
    }

    /** The master that holds a channel's slot, or any master if there is no such slot. */
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
                // It may be the slot that is not there any more, which no call has found out yet.
                router.refreshTopology(deadline);
                ServerHandle owner = router.serverForKey(key, deadline);
                return owner == refused ? null : owner;
            } catch (DriverException e) {
                // Then the refusal is all that is known.
                return null;
            }
        }
    }

    private final class MessageListener implements ReconnectingPushConnection.Listener {

        @Override
        public void message(byte[] channel, byte[] payload) {
            if (executor.offer(() -> listener.onMessage(channel, payload))) {
                dropping.set(false);
            } else if (dropping.compareAndSet(false, true)) {
                executor.execute(listener::onGap);
            }
        }

        @Override
        public void lost() {
            executor.execute(listener::onGap);
        }

        @Override
        public void restored() {
            executor.execute(listener::onGap);
        }
    }
}
