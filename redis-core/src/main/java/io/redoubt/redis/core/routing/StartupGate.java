package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gate that makes calls wait until the driver has tried to connect for the first time. The timeout of a call begins
 * only then, since the first connection of a JVM loads hundreds of classes, which says nothing about the server. Opens
 * by itself when the maximum time has passed since it was closed. Thread-safe.
 */
final class StartupGate {

    private record Closing(CountDownLatch opened, Deadline end) {}

    private final Duration maxWait;
    private final LongSupplier nanoTime;
    private volatile @Nullable Closing closing;

    /** Creates an open gate that is closed for at most the given time. */
    StartupGate(Duration maxWait, LongSupplier nanoTime) {
        this.maxWait = maxWait;
        this.nanoTime = nanoTime;
    }

    /** Closes the gate. */
    void close() {
        closing = new Closing(new CountDownLatch(1), Deadline.after(maxWait, nanoTime));
    }

    /** Opens the gate for good. */
    void open() {
        Closing waiting = closing;
        if (waiting != null) {
            waiting.opened().countDown();
            closing = null;
        }
    }

    /** Waits until the gate is open, or the calling thread is interrupted, which then keeps its interrupt flag. */
    void pass() {
        Closing waiting = closing;
        if (waiting == null) {
            return;
        }
        try {
            if (!waiting.opened().await(waiting.end().remainingNanos(), TimeUnit.NANOSECONDS)) {
                open();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
