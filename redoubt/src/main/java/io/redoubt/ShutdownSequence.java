package io.redoubt;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Procedure that closes the parts of a {@link Redoubt} instance in a fixed order, at most once. It runs on the first
 * call and, if registered, when the JVM shuts down. Thread-safe. A step that fails does not prevent the following ones.
 */
final class ShutdownSequence {

    private static final Logger LOG = LoggerFactory.getLogger(Redoubt.class);

    /** Maximum time for which the JVM waits for a sequence that another thread has begun. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final List<Runnable> steps;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Thread hook;

    ShutdownSequence(Runnable... steps) {
        this.steps = List.of(steps);
    }

    /**
     * Runs the steps when the JVM shuts down. The hook is removed when the sequence is run before that.
     *
     * @throws IllegalStateException if the JVM is shutting down already
     */
    void runOnShutdown() {
        Thread thread = new Thread(this::onShutdown, "redoubt-shutdown");
        hook = thread;
        Runtime.getRuntime().addShutdownHook(thread);
    }

    /** Runs the steps, unless that was begun before. An exception of a step is thrown after the last one. */
    void run() {
        if (begun.compareAndSet(false, true)) {
            try {
                removeHook();
                runAll(steps.iterator());
            } finally {
                ended.countDown();
            }
        }
    }

    private static void runAll(Iterator<Runnable> remaining) {
        if (remaining.hasNext()) {
            try {
                remaining.next().run();
            } finally {
                runAll(remaining);
            }
        }
    }

    /** Body of the hook. */
    void onShutdown() {
        try {
            run();
            // Another thread may have begun: the JVM must not end before that thread is done.
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Redoubt was still being closed after {}, when the JVM ended", PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            LOG.warn("Redoubt was not closed completely when the JVM ended", e);
        }
    }

    private void removeHook() {
        Thread thread = hook;
        if (thread != null) {
            hook = null;
            try {
                Runtime.getRuntime().removeShutdownHook(thread);
            } catch (IllegalStateException e) {
                // The JVM is shutting down, and forgets the hook by itself.
            }
        }
    }
}
