package io.redoubt.lettuce;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.Delay;
import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.Subscription;
import io.redoubt.redis.spi.SubscriptionListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription with a connection and a thread of its own, which after a loss connects and subscribes again until it is
 * closed. By hand, since Lettuce's own resubscription says nothing when the server refuses it. Thread-safe.
 */
final class LettuceSubscription implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(LettuceSubscription.class);
    private static final Supplier<Delay> JITTER = Delay.decorrelatedJitter(100, 10_000, 100, TimeUnit.MILLISECONDS);

    private final Connector connector;
    private final Node node;
    private final List<Channel> channels;
    private final Delivery delivery;
    private final Consumer<Subscription> whenClosed;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private boolean closed;
    private volatile Delay delay = JITTER.get();

    LettuceSubscription(
            Connector connector,
            Node node,
            List<Channel> channels,
            SubscriptionListener listener,
            Consumer<Subscription> whenClosed) {
        this.connector = connector;
        this.node = node;
        this.channels = channels;
        this.delivery = new Delivery(listener);
        this.whenClosed = whenClosed;
    }

    /**
     * Subscribes for the first time.
     *
     * @throws DriverException if the server has not confirmed all channels in time; the caller closes this then
     */
    void begin(Deadline deadline) {
        delivery.start();
        connector.await(subscribe(), deadline);
    }

    private CompletableFuture<Void> subscribe() {
        return connector.connectPubSub().outcome().thenCompose(opened -> {
            if (!adopt(opened)) {
                Attempt.release(opened);
                return CompletableFuture.failedFuture(new RedisConnectionException("closed meanwhile"));
            }
            Confirmation confirmation = new Confirmation(channels.size(), delivery);
            CompletableFuture<Void> confirmed = confirmation.complete();
            opened.addListener(confirmation);
            opened.addListener(new RedisConnectionStateAdapter() {
                @Override
                public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                    Attempt.release(opened);
                    var cause = new RedisConnectionException("the connection broke before the server confirmed");
                    if (!confirmed.completeExceptionally(cause) && !confirmed.isCompletedExceptionally()) {
                        lost();
                    }
                }
            });
            connector.limit(confirmed);
            request(opened, confirmed);
            return confirmed.whenComplete((done, failure) -> {
                if (failure != null) {
                    Attempt.release(opened);
                }
            });
        });
    }

    private boolean adopt(StatefulRedisPubSubConnection<byte[], byte[]> opened) {
        lock.lock();
        try {
            if (!closed) {
                connection = opened;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void request(StatefulRedisPubSubConnection<byte[], byte[]> opened, CompletableFuture<Void> confirmed) {
        byte[][] global = names(Channel.Scope.GLOBAL);
        byte[][] sharded = names(Channel.Scope.SHARDED);
        if (global.length > 0) {
            var unused = opened.async().subscribe(global).whenComplete((done, failure) -> refuse(confirmed, failure));
        }
        if (sharded.length > 0) {
            var unused = opened.async().ssubscribe(sharded).whenComplete((done, failure) -> refuse(confirmed, failure));
        }
    }

    private static void refuse(CompletableFuture<Void> confirmed, @Nullable Throwable failure) {
        if (failure != null) {
            confirmed.completeExceptionally(failure);
        }
    }

    private byte[][] names(Channel.Scope scope) {
        return channels.stream()
                .filter(channel -> channel.scope() == scope)
                .map(Channel::name)
                .toArray(byte[][]::new);
    }

    private void lost() {
        if (!ended()) {
            delivery.gap();
            LOG.warn("lost a subscription at {}; subscribing again", node);
            again();
        }
    }

    private void again() {
        connector.later(
                () -> {
                    var unused = subscribe().whenComplete((done, failure) -> settle(failure));
                },
                delay.createDelay(1).toMillis());
    }

    private void settle(@Nullable Throwable failure) {
        if (failure == null) {
            delay = JITTER.get();
            delivery.gap();
            LOG.info("subscribed again at {}", node);
        } else if (!ended()) {
            LOG.debug(
                    "{}; trying again", connector.failures().connecting(failure).getMessage());
            again();
        }
    }

    private boolean ended() {
        lock.lock();
        try {
            return closed || connector.closed();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        StatefulRedisPubSubConnection<byte[], byte[]> last;
        lock.lock();
        try {
            closed = true;
            last = connection;
            connection = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            Attempt.release(last);
        }
        delivery.close();
        whenClosed.accept(this);
    }
}
