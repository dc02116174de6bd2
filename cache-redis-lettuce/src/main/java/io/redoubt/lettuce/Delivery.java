package io.redoubt.lettuce;

import io.redoubt.redis.spi.SubscriptionListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the events of one subscription to its listener, in order, on a thread of its own, so that a slow listener holds up
 * no event loop. Bounded: what does not fit is dropped, and a gap takes its place. Thread-safe.
 */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int CAPACITY = 10_000;
    private static final long LONGEST_CALLBACK_SECONDS = 1;

    private static final Consumer<SubscriptionListener> GAP = SubscriptionListener::onGap;

    private final SubscriptionListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Consumer<SubscriptionListener>> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean closed;

    Delivery(SubscriptionListener listener) {
        this.listener = listener;
        this.thread = new Thread(this::run, "redoubt-lettuce-subscription-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void message(byte[] channel, byte[] message) {
        offer(to -> to.onMessage(channel, message));
    }

    void gap() {
        offer(GAP);
    }

    private void offer(Consumer<SubscriptionListener> event) {
        lock.lock();
        try {
            if (waiting.size() < CAPACITY) {
                waiting.add(event);
            } else if (waiting.peekLast() != GAP) {
                waiting.add(GAP);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (Consumer<SubscriptionListener> event = next(); event != null; event = next()) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("the listener of a subscription failed; the subscription goes on", e);
            }
        }
    }

    private @Nullable Consumer<SubscriptionListener> next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            return closed ? null : waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread, and waits for a callback that runs, unless the caller is that callback. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            if (thread.isAlive()) {
                thread.join(TimeUnit.SECONDS.toMillis(LONGEST_CALLBACK_SECONDS));
                // A callback that waits for something would hold the thread for ever.
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
