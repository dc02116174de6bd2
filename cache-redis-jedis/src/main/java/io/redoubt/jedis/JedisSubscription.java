package io.redoubt.jedis;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Subscription;
import io.redoubt.redis.spi.SubscriptionListener;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one subscription's connection and calls its listener, on one thread of its own; connects again when it is lost.
 *
 * <p>The thread is in one of three phases. Only while it waits may it be interrupted, which ends whatever it waits for;
 * while it calls the listener it is left alone; once closed it calls nobody any more.
 */
final class JedisSubscription implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger("io.redoubt.jedis");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private enum Phase {
        WAITING,
        CALLING,
        CLOSED
    }

    private final SubscriptionListener listener;
    private final Supplier<SubscribedWire> reopen;
    private final Consumer<JedisSubscription> onEnd;
    private final Thread thread;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile SubscribedWire wire;

    private JedisSubscription(
            String threadName,
            SubscribedWire first,
            SubscriptionListener listener,
            Supplier<SubscribedWire> reopen,
            Consumer<JedisSubscription> onEnd) {
        this.wire = first;
        this.listener = listener;
        this.reopen = reopen;
        this.onEnd = onEnd;
        this.thread = new Thread(this::run, threadName);
        this.thread.setDaemon(true);
    }

    /**
     * Starts to read.
     *
     * @param first the connection on which the channels are subscribed
     * @param reopen makes another one, or throws a {@link DriverException}
     * @param onEnd told when the thread ends
     */
    static JedisSubscription start(
            String threadName,
            SubscribedWire first,
            SubscriptionListener listener,
            Supplier<SubscribedWire> reopen,
            Consumer<JedisSubscription> onEnd) {
        JedisSubscription subscription = new JedisSubscription(threadName, first, listener, reopen, onEnd);
        subscription.thread.start();
        return subscription;
    }

    @Override
    public void close() {
        signal();
        join(PATIENCE);
    }

    /** Makes it end, without waiting for that. */
    void signal() {
        Phase before = phase.getAndSet(Phase.CLOSED);
        closing.countDown();
        wire.close();
        if (before == Phase.WAITING) {
            thread.interrupt();
        }
    }

    /** Waits for its end; not if the listener itself asks. */
    void join(Duration patience) {
        Threads.join(thread, patience);
    }

    private void run() {
        try {
            while (deliverUntilLost() && reconnect()) {
                call(listener::onGap);
            }
        } finally {
            wire.close();
            onEnd.accept(this);
        }
    }

    /** Returns true once the connection is lost, false once the subscription is closed. */
    private boolean deliverUntilLost() {
        try {
            while (phase.get() != Phase.CLOSED) {
                SubscribedWire.Message message = wire.next();
                call(() -> listener.onMessage(
                        message.channel().value(), message.body().value()));
            }
        } catch (DriverException e) {
            if (phase.get() != Phase.CLOSED) {
                LOG.warn("Subscription lost, reconnecting: {}", e.getMessage());
            }
        }
        wire.close();
        call(listener::onGap);
        return phase.get() != Phase.CLOSED;
    }

    /** Returns true once the channels are subscribed again, false once the subscription is closed. */
    private boolean reconnect() {
        Backoff backoff = new Backoff();
        while (pause(backoff.next())) {
            SubscribedWire next = open();
            if (next != null) {
                wire = next;
                // Whoever closed the subscription meanwhile closed the connection before this one.
                if (phase.get() == Phase.CLOSED) {
                    return false;
                }
                LOG.info("Subscription restored");
                return true;
            }
        }
        return false;
    }

    private @Nullable SubscribedWire open() {
        try {
            return reopen.get();
        } catch (DriverException e) {
            LOG.debug("Subscription not restored yet: {}", e.getMessage());
            return null;
        }
    }

    private boolean pause(Duration delay) {
        try {
            return !closing.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return phase.get() != Phase.CLOSED;
        }
    }

    private void call(Runnable callback) {
        if (!phase.compareAndSet(Phase.WAITING, Phase.CALLING)) {
            return;
        }
        try {
            callback.run();
        } catch (Throwable e) {
            // Whatever a listener throws, those after this message still want theirs.
            LOG.warn("A subscription listener failed", e);
        } finally {
            if (Thread.interrupted()) {
                LOG.debug("A subscription listener left its thread interrupted");
            }
            phase.compareAndSet(Phase.CALLING, Phase.WAITING);
        }
    }
}
