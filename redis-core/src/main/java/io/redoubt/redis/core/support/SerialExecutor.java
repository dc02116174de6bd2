package io.redoubt.redis.core.support;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executor that runs tasks one after another on a single daemon thread. Code that may block, such as listeners of the
 * application, thus runs neither on I/O threads nor on those of callers. Failures of tasks, also errors, are logged.
 * The thread starts with the first task, and ends after one idle second or by {@link #close()}. Thread-safe.
 */
public final class SerialExecutor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);
    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(1);

    private final String name;
    private final int maxQueued;
    private final Duration drainTimeout;
    private final ThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    /**
     * Creates an executor.
     *
     * @param name the name of the thread
     * @param maxQueued the maximum number of queued tasks
     * @param drainTimeout how long {@link #close()} lets queued tasks run; zero drops them
     */
    public SerialExecutor(String name, int maxQueued, Duration drainTimeout) {
        this.name = name;
        this.maxQueued = maxQueued;
        this.drainTimeout = drainTimeout;
        this.executor = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), DaemonThreads.named(name));
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Queues a task. Returns false, without queueing it, if too many tasks are queued, no thread can be started or
     * this executor is closed.
     */
    public boolean offer(Runnable task) {
        return executor.getQueue().size() < maxQueued && execute(task);
    }

    /**
     * Queues a task regardless of the limit. For tasks that must not be lost: those that report that others were
     * dropped. Returns false if no thread can be started or this executor is closed.
     */
    public boolean execute(Runnable task) {
        try {
            Runnable queued = () -> run(task);
            return !executor.isShutdown() && executor.getQueue().add(queued) && isTaken(queued);
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    /**
     * Starts the thread for a queued task if there is none. A task that the pool gets with the start of its thread, as
     * from {@code execute}, could overtake one that is queued while the thread before it ends.
     */
    private boolean isTaken(Runnable queued) {
        try {
            boolean unused = executor.prestartCoreThread();
            if (!executor.isShutdown()) {
                return true;
            }
        } catch (OutOfMemoryError e) {
            // An earlier thread may have taken it all the same.
        }
        return !executor.remove(queued);
    }

    private void run(Runnable task) {
        thread = Thread.currentThread();
        SafeCallback.run(LOG, name, task);
    }

    /**
     * Runs the queued tasks within the drain timeout, then interrupts the running task, drops the others and waits for
     * at most one second. Does not wait if a task closes its own executor. Idempotent.
     */
    @Override
    public void close() {
        executor.shutdown();
        boolean drained = !drainTimeout.isZero()
                && (Thread.currentThread() == thread || InterruptDeferral.awaitEnd(executor, drainTimeout));
        if (drained) {
            return;
        }
        executor.shutdownNow();
        if (Thread.currentThread() != thread && !InterruptDeferral.awaitEnd(executor, MAX_CLOSE_WAIT)) {
            LOG.warn("{}: a task still runs; the thread ends when it returns", name);
        }
    }
}
