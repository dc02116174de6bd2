package io.redoubt.redis.core.routing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gate at which calls wait while the driver connects for the first time. Their timeouts begin behind it, since the
 * first connection of a JVM loads hundreds of classes, which says nothing about the server. Thread-safe.
 */
final class StartupGate {

    private final Duration maxWait;
    private volatile @Nullable CountDownLatch closed;

    /** Creates an open gate. */
    StartupGate(Duration maxWait) {
        this.maxWait = maxWait;
    }

    /** Closes the gate. */
    void close() {
        closed = new CountDownLatch(1);
    }

    /** Opens the gate for good. */
    void open() {
        CountDownLatch waiting = closed;
        if (waiting != null) {
            waiting.countDown();
            closed = null;
        }
    }

    /** Waits until the gate is open, or the calling thread is interrupted, which then keeps its interrupt flag. */
    void pass() {
        CountDownLatch waiting = closed;
        if (waiting == null) {
            return;
        }
        try {
            var unused = waiting.await(maxWait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
