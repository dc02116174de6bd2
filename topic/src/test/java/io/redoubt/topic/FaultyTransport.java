package io.redoubt.topic;

import io.redoubt.redis.core.driver.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Transport of this process whose attempts to subscribe may fail or wait, and which counts its subscriptions.
 * Thread-safe.
 */
final class FaultyTransport implements TopicTransport {

    private final EmbeddedTopicTransport sound = new EmbeddedTopicTransport();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final IntConsumer beforeAttempt;
    /** Whether the connections of all subscriptions are lost. */
    volatile boolean lost;

    /** @param beforeAttempt gets the number of each attempt, from 1, and may throw */
    FaultyTransport(IntConsumer beforeAttempt) {
        this.beforeAttempt = beforeAttempt;
    }

    @Override
    public void publish(String topic, byte[] message) {
        sound.publish(topic, message);
    }

    @Override
    public Subscription subscribe(String topic, Receiver receiver) {
        beforeAttempt.accept(attempts.incrementAndGet());
        Subscription opened = sound.subscribe(topic, receiver);
        open.incrementAndGet();
        return new Subscription() {
            @Override
            public boolean armed() {
                return !lost && opened.armed();
            }

            @Override
            public void close() {
                opened.close();
                open.decrementAndGet();
            }
        };
    }

    int attempts() {
        return attempts.get();
    }

    int open() {
        return open.get();
    }
}
