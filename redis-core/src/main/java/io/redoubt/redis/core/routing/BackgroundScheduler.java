package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.support.DaemonThreads;
import io.redoubt.redis.core.support.InterruptDeferral;
import io.redoubt.redis.core.support.SafeCallback;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scheduler for a driver's background work: probing servers, refreshing the topology and reconnecting subscriptions. It
 * has one timer thread and up to 64 worker threads, because an attempt to reach an unreachable server occupies a worker
 * until the attempt times out. Threads end after one idle second. Thread-safe. Closing waits for at most two seconds.
 */
final class BackgroundScheduler implements AutoCloseable {

    static final int MAX_THREADS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundScheduler.class);
    private static final Duration RETRY_DELAY = Duration.ofMillis(100);
    private static final long RETRY_NANOS = RETRY_DELAY.toNanos();
    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(1);

    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor workers;
    /** The last of the tasks that could not be scheduled; each refers to the one before. */
    private final AtomicReference<@Nullable LastingTask> unscheduled = new AtomicReference<>();

    /**
     * Reusable task, created in advance, that is scheduled later if there is no memory to schedule it now. Thread-safe.
     */
    static final class LastingTask {

        private final Runnable work;
        private final Runnable runIfDue = this::runIfDue;
        private final AtomicBoolean isDue = new AtomicBoolean();
        private final AtomicBoolean isUnscheduled = new AtomicBoolean();
        private volatile @Nullable LastingTask before;

        LastingTask(Runnable work) {
            this.work = work;
        }

        /** Not twice: a timer without a thread may have queued the task, though it failed to schedule it. */
        private void runIfDue() {
            if (isDue.compareAndSet(true, false)) {
                work.run();
            }
        }
    }

    /** Handle of a task that is scheduled for later. */
    @FunctionalInterface
    interface ScheduledTask {

        /** Cancels the task. Returns true for the first caller that cancels it before it has begun. */
        boolean cancel();
    }

    BackgroundScheduler() {
        this(DaemonThreads.numbered("redoubt-redis-clock-"), DaemonThreads.numbered("redoubt-redis-keeper-"));
    }

    /** Creates a scheduler with threads of these factories. */
    BackgroundScheduler(ThreadFactory timerThreads, ThreadFactory workerThreads) {
        timer = new ScheduledThreadPoolExecutor(1, timerThreads);
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        workers = new ThreadPoolExecutor(0, MAX_THREADS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), workerThreads);
    }

    /**
     * Runs a task immediately. If all worker threads are busy, or there is no memory for another one, tries again
     * after a short delay; after {@link #close} the task is dropped. Whatever the task throws is logged.
     */
    void execute(Runnable task) {
        try {
            workers.execute(() -> SafeCallback.run(LOG, "a task in the background", task));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            if (!workers.isShutdown()) {
                schedule(RETRY_DELAY, task);
            }
        }
    }

    /** Schedules a task to run once after a delay. After {@link #close} the task is dropped and null is returned. */
    @Nullable
    ScheduledTask schedule(Duration delay, Runnable task) {
        // The future's own cancel() is not sufficient, because it also succeeds while the task is running.
        AtomicBoolean claimed = new AtomicBoolean();
        try {
            var future = timer.schedule(
                    () -> {
                        if (claimed.compareAndSet(false, true)) {
                            startDue(task);
                        }
                    },
                    delay.toNanos(),
                    TimeUnit.NANOSECONDS);
            return () -> {
                boolean cancelled = claimed.compareAndSet(false, true);
                // Its result is no answer: it is false if the timer has found the task claimed in the meantime.
                future.cancel(false);
                return cancelled;
            };
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    /**
     * Schedules a task to run once after a delay. Never throws: without memory, the task is kept until
     * {@link #scheduleKept()}.
     */
    void schedule(Supplier<Duration> delay, LastingTask task) {
        task.isDue.set(true);
        try {
            ScheduledTask unused = schedule(delay.get(), task.runIfDue);
        } catch (Throwable noMemory) {
            keep(task);
        }
    }

    /** Allocates nothing. */
    private void keep(LastingTask task) {
        if (task.isUnscheduled.compareAndSet(false, true)) {
            LastingTask before;
            do {
                before = unscheduled.get();
                task.before = before;
            } while (!unscheduled.compareAndSet(before, task));
        }
    }

    /** Schedules the tasks for which there was no memory. Called with each call of the driver; never throws. */
    void scheduleKept() {
        if (unscheduled.get() == null) {
            return;
        }
        LastingTask kept = unscheduled.getAndSet(null);
        while (kept != null) {
            LastingTask before = kept.before;
            kept.before = null;
            kept.isUnscheduled.set(false);
            if (kept.isDue.get()) {
                scheduleNow(kept);
            }
            kept = before;
        }
    }

    private void scheduleNow(LastingTask task) {
        try {
            ScheduledTask unused = schedule(Duration.ZERO, task.runIfDue);
        } catch (Throwable noMemory) {
            keep(task);
        }
    }

    /**
     * Starts a task on the timer thread. While there is no memory to do so, waits and tries again: the task has left
     * the timer, and many callers depend on it without noticing that it is lost.
     */
    private void startDue(Runnable task) {
        while (!timer.isShutdown()) {
            try {
                execute(task);
                return;
            } catch (Throwable e) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** Runs a task once per period, until this scheduler is closed. */
    void scheduleRepeatedly(Duration period, Runnable task) {
        long nanos = period.toNanos();
        // Created in advance, since there may be no memory later.
        Runnable start = () -> execute(task);
        // An exception would end the repetition.
        Runnable run = () -> SafeCallback.run(LOG, "the start of a task in the background", start);
        var unused = timer.scheduleWithFixedDelay(run, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
        boolean timerEnded = InterruptDeferral.awaitEnd(timer, MAX_CLOSE_WAIT);
        if (!InterruptDeferral.awaitEnd(workers, MAX_CLOSE_WAIT) || !timerEnded) {
            LOG.debug("a task in the background has not ended yet; it ends with its own deadline");
        }
    }
}
