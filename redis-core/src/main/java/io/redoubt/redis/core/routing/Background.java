package io.redoubt.redis.core.routing;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which servers are tried again, asked for the topology, and subscribed to anew: one that waits, and up to 64
 * that work, since each attempt to reach a server that is cut off holds one for a while. They end when they were idle for a
 * second. Thread-safe. Closing waits for two seconds at most.
 */
final class Background implements AutoCloseable {

    static final int MOST_THREADS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Background.class);
    private static final Duration LATER = Duration.ofMillis(100);

    private final ScheduledThreadPoolExecutor clock;
    private final ThreadPoolExecutor workers;

    /** A task that lies ahead. */
    @FunctionalInterface
    interface Planned {

        /** Cancels it; true for the first who does so before it has begun. */
        boolean cancel();
    }

    Background() {
        clock = new ScheduledThreadPoolExecutor(1, named("redoubt-redis-clock-"));
        clock.setKeepAliveTime(1, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        workers = new ThreadPoolExecutor(
                0, MOST_THREADS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), named("redoubt-redis-keeper-"));
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Runs a task now; a little later if all threads are busy, and not at all once this is closed. */
    void run(Runnable task) {
        try {
            workers.execute(logging(task));
        } catch (RejectedExecutionException e) {
            if (!workers.isShutdown()) {
                after(LATER, task);
            }
        }
    }

    /** Runs a task later; null, and not at all, once this is closed. */
    @Nullable
    Planned after(Duration delay, Runnable task) {
        // Not the future's own cancel(), which also succeeds while the task is running.
        AtomicBoolean taken = new AtomicBoolean();
        try {
            var future = clock.schedule(
                    () -> {
                        if (taken.compareAndSet(false, true)) {
                            run(task);
                        }
                    },
                    delay.toNanos(),
                    TimeUnit.NANOSECONDS);
            return () -> taken.compareAndSet(false, true) && future.cancel(false);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    /** Runs a task again and again. */
    void every(Duration period, Runnable task) {
        after(period, () -> {
            every(period, task);
            task.run();
        });
    }

    private static Runnable logging(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                // The executor would print it to where nobody looks.
                LOG.error("a task in the background failed", e);
            }
        };
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
        await(clock);
        await(workers);
    }

    private static void await(ExecutorService executor) {
        try {
            if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.debug("a task in the background has not ended yet; it ends with its own deadline");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
