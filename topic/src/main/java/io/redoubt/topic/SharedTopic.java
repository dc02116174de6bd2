package io.redoubt.topic;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.support.SafeCallback;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topic whose subscriptions in this process share one Redis subscription. Thread-safe. The receivers are changed
 * under the lock of the {@link SubscriptionRegistry}.
 */
final class SharedTopic implements TopicTransport.Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(SharedTopic.class);

    private final String name;
    private final TopicTransport transport;

    /** Replaced by a copy for each change, so that it can be read without memory. */
    private volatile TopicTransport.Receiver[] receivers = {};

    /** Held by the one thread that subscribes; the others wait for what comes of it. */
    private final ReentrantLock subscribing = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private @Nullable Subscription subscription;
    private boolean closed;

    SharedTopic(String name, TopicTransport transport) {
        this.name = name;
        this.transport = transport;
    }

    String name() {
        return name;
    }

    void add(TopicTransport.Receiver receiver) {
        TopicTransport.Receiver[] more = Arrays.copyOf(receivers, receivers.length + 1);
        more[more.length - 1] = receiver;
        receivers = more;
    }

    /** Removes a receiver. Returns whether none is left. */
    boolean remove(TopicTransport.Receiver receiver) {
        receivers = Arrays.stream(receivers).filter(other -> other != receiver).toArray(TopicTransport.Receiver[]::new);
        return receivers.length == 0;
    }

    /** Passes a message on. What a receiver throws, perhaps for want of memory, does not concern the others. */
    @Override
    public void message(byte[] message) {
        for (TopicTransport.Receiver receiver : receivers) {
            try {
                receiver.message(message);
            } catch (Throwable e) {
                SafeCallback.logFailure(LOG, "queueing a message of a topic", e);
            }
        }
    }

    @Override
    public void gap() {
        for (TopicTransport.Receiver receiver : receivers) {
            try {
                receiver.gap();
            } catch (Throwable e) {
                SafeCallback.logFailure(LOG, "queueing a gap of a topic", e);
            }
        }
    }

    /**
     * Subscribes on the store, unless that is done already.
     *
     * @param patience how long to wait for another thread that is about to subscribe
     * @throws StoreUnavailableException if the store does not answer
     * @throws io.redoubt.api.RedoubtException for every other failure
     */
    void subscribe(Duration patience) {
        subscribe(patience, () -> transport.subscribe(name, this));
    }

    /** Subscribes as {@link #subscribe} does, for a task that tries again until it works, and logs failures itself. */
    void subscribeAgain(Duration patience) {
        subscribe(patience, () -> transport.subscribeAgain(name, this));
    }

    private void subscribe(Duration patience, Supplier<Subscription> call) {
        if (!awaitTurn(patience)) {
            throw new StoreUnavailableException(
                    "topics.subscribe of '" + name + "': another call has been waiting for Redis for " + patience,
                    Effect.NONE,
                    null);
        }
        try {
            if (isSubscriptionMissing()) {
                install(call.get());
            }
        } finally {
            subscribing.unlock();
        }
    }

    private boolean awaitTurn(Duration patience) {
        try {
            return subscribing.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedoubtInterruptedException(
                    "topics.subscribe of '" + name + "': interrupted while another call was waiting for Redis",
                    Effect.NONE,
                    e);
        }
    }

    private boolean isSubscriptionMissing() {
        lock.lock();
        try {
            return !closed && subscription == null;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether messages arrive at present. If not, each receiver gets a gap when they do again. */
    boolean isConnected() {
        lock.lock();
        try {
            return subscription != null && subscription.armed();
        } finally {
            lock.unlock();
        }
    }

    private void install(Subscription opened) {
        boolean installed = false;
        lock.lock();
        try {
            if (!closed) {
                subscription = opened;
                installed = true;
            }
        } finally {
            lock.unlock();
            if (!installed) {
                opened.close();
            }
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the subscription on the store. Idempotent. */
    void close() {
        Subscription ending;
        lock.lock();
        try {
            closed = true;
            ending = subscription;
            subscription = null;
        } finally {
            lock.unlock();
        }
        if (ending != null) {
            ending.close();
        }
    }
}
