package io.redoubt.redis.core.routing;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which servers are tried again, asked for the topology, and subscribed to anew: up to 8, each of which ends
 * when it was idle for a second. Thread-safe. Closing waits for a second at most.
 */
final class Background implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Background.class);
    private static final int THREADS = 8;

    private final ScheduledThreadPoolExecutor executor;

    /** A task that lies ahead. */
    @FunctionalInterface
    interface Planned {

        /** Cancels it; true for the first who does so before it has begun. */
        boolean cancel();
    }

    Background() {
        AtomicInteger number = new AtomicInteger();
        executor = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "redoubt-redis-keeper-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs a task soon; not at all once this is closed. */
    void run(Runnable task) {
        after(Duration.ZERO, task);
    }

    /** Runs a task later; null, and not at all, once this is closed. */
    @Nullable
    Planned after(Duration delay, Runnable task) {
        try {
            // Not the future's own cancel(), which also succeeds while the task is running.
            AtomicBoolean taken = new AtomicBoolean();
            ScheduledFuture<?> future = executor.schedule(
                    logging(() -> {
                        if (taken.compareAndSet(false, true)) {
                            task.run();
                        }
                    }),
                    delay.toNanos(),
                    TimeUnit.NANOSECONDS);
            return () -> taken.compareAndSet(false, true) && future.cancel(false);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    /** Runs a task again and again, each time so long after the last. */
    void every(Duration delay, Runnable task) {
        try {
            Future<?> unused = executor.scheduleWithFixedDelay(
                    logging(task), delay.toNanos(), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("nothing more is begun: closed");
        }
    }

    private static Runnable logging(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                // The executor would keep it to itself, and never run a periodic task again.
                LOG.error("a task in the background failed", e);
            }
        };
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.debug("a task in the background has not ended yet; it ends with its own deadline");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
