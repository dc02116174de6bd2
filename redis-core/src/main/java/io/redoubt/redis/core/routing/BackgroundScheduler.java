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
final class BackgroundScheduler implements AutoCloseable {

    static final int MAX_THREADS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundScheduler.class);
    private static final Duration RETRY_DELAY = Duration.ofMillis(100);

    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor workers;

    /** A task that lies ahead. */
    @FunctionalInterface
    interface ScheduledTask {

        /** Cancels it; true for the first who does so before it has begun. */
        boolean cancel();
    }

    BackgroundScheduler() {
        timer = new ScheduledThreadPoolExecutor(1, threadFactory("redoubt-redis-clock-"));
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        workers = new ThreadPoolExecutor(
                0, MAX_THREADS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), threadFactory("redoubt-redis-keeper-"));
    }

    private static ThreadFactory threadFactory(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Runs a task now; a little later if all threads are busy, and not at all once this is closed. */
    void execute(Runnable task) {
        try {
            workers.execute(loggingFailure(task));
        } catch (RejectedExecutionException e) {
            if (!workers.isShutdown()) {
                schedule(RETRY_DELAY, task);
            }
        }
    }

    /** Runs a task later; null, and not at all, once this is closed. */
    @Nullable
    ScheduledTask schedule(Duration delay, Runnable task) {
        // Not the future's own cancel(), which also succeeds while the task is running.
        AtomicBoolean claimed = new AtomicBoolean();
        try {
            var future = timer.schedule(
                    () -> {
                        if (claimed.compareAndSet(false, true)) {
                            execute(task);
                        }
                    },
                    delay.toNanos(),
                    TimeUnit.NANOSECONDS);
            return () -> claimed.compareAndSet(false, true) && future.cancel(false);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    /** Runs a task again and again. */
    void scheduleRepeatedly(Duration period, Runnable task) {
        schedule(period, () -> {
            scheduleRepeatedly(period, task);
            task.run();
        });
    }

    private static Runnable loggingFailure(Runnable task) {
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
        timer.shutdownNow();
        workers.shutdownNow();
        awaitTermination(timer);
        awaitTermination(workers);
    }

    private static void awaitTermination(ExecutorService executor) {
        try {
            if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.debug("a task in the background has not ended yet; it ends with its own deadline");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
