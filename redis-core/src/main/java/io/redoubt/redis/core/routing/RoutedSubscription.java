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
    static final int MOST_WAITING = 10_000;

    private final SubscriptionListener listener;
    private final Mailbox mailbox;
    private final Consumer<RoutedSubscription> whenClosed;
    private final List<KeptLink> links = new ArrayList<>();
    private final AtomicBoolean dropping = new AtomicBoolean();

    RoutedSubscription(
            Routes routes,
            List<Channel> channels,
            SubscriptionListener listener,
            Surroundings surroundings,
            Consumer<RoutedSubscription> whenClosed) {
        this.listener = listener;
        this.whenClosed = whenClosed;
        this.mailbox = new Mailbox("redoubt-redis-subscription", MOST_WAITING);
        for (List<Channel> together : together(channels, routes.mode())) {
            Channel first = together.get(0);
            byte[] key = first.scope() == Channel.Scope.SHARDED ? first.name() : null;
            links.add(new KeptLink(
                    new Holder(routes, key), new PushRequest.Messages(together), new Messages(), surroundings));
        }
    }

    private static List<List<Channel>> together(List<Channel> channels, Topology.Mode mode) {
        if (mode != Topology.Mode.CLUSTER) {
            return List.of(channels);
        }
        Map<Integer, List<Channel>> groups = new LinkedHashMap<>();
        for (Channel channel : channels) {
            int group = channel.scope() == Channel.Scope.SHARDED ? Slot.of(channel.name()) : -1;
            groups.computeIfAbsent(group, g -> new ArrayList<>()).add(channel);
        }
        return List.copyOf(groups.values());
    }

    /**
     * Subscribes for the first time.
     *
     * @throws DriverException if a server has not confirmed in time; the caller closes this then
     */
    void begin(Deadline deadline) {
        links.forEach(link -> link.begin(deadline));
    }

    @Override
    public void close() {
        links.forEach(KeptLink::close);
        mailbox.close();
        whenClosed.accept(this);
    }

    /** The master that holds a channel's slot, or any master if there is no such slot. */
    private static final class Holder implements KeptLink.Place {

        private final Routes routes;
        private final byte @Nullable [] key;

        Holder(Routes routes, byte @Nullable [] key) {
            this.routes = routes;
            this.key = key;
        }

        @Override
        public Server find(Deadline deadline) {
            return routes.forKey(key, deadline);
        }

        @Override
        public void doubted() {
            routes.doubted();
        }

        @Override
        public @Nullable Server elsewhere(Server refused, Deadline deadline) {
            if (key == null) {
                return null;
            }
            try {
                // It may be the slot that is not there any more, which no call has found out yet.
                routes.relearn(deadline);
                Server holder = routes.forKey(key, deadline);
                return holder == refused ? null : holder;
            } catch (DriverException e) {
                // Then the refusal is all that is known.
                return null;
            }
        }
    }

    private final class Messages implements KeptLink.Owner {

        @Override
        public void message(byte[] channel, byte[] payload) {
            if (mailbox.offer(() -> listener.onMessage(channel, payload))) {
                dropping.set(false);
            } else if (dropping.compareAndSet(false, true)) {
                mailbox.put(listener::onGap);
            }
        }

        @Override
        public void lost() {
            mailbox.put(listener::onGap);
        }

        @Override
        public void restored() {
            mailbox.put(listener::onGap);
        }
    }
}
