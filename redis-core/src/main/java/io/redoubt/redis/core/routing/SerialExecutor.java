package io.redoubt.redis.core.routing;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executor that runs tasks one after the other on one thread, so that events from I/O threads reach code that may
 * block, in order. The thread ends after one idle second. Exceptions of tasks are logged. Thread-safe.
 *
 * <p>Closing waits for at most one second for the running task, unless it is this task that closes the executor.
 */
final class SerialExecutor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    private final int maxQueued;
    private final ThreadPoolExecutor executor;
    private final ThreadLocal<Boolean> onExecutorThread = ThreadLocal.withInitial(() -> false);

    /**
     * @param threadName the name of the thread
     * @param maxQueued the maximum number of queued tasks
     */
    SerialExecutor(String threadName, int maxQueued) {
        this.maxQueued = maxQueued;
        executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        // Tasks that are submitted after closing are dropped.
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Queues a task. Returns false, without queueing it, if too many tasks are queued. */
    boolean offer(Runnable task) {
        if (executor.getQueue().size() >= maxQueued) {
            return false;
        }
        execute(task);
        return true;
    }

    /**
     * Queues a task regardless of the limit. For tasks that must not be lost: those that report that others were
     * dropped.
     */
    void execute(Runnable task) {
        executor.execute(() -> run(task));
    }

    private void run(Runnable task) {
        onExecutorThread.set(true);
        try {
            if (!executor.isShutdown()) {
                task.run();
            }
        } catch (RuntimeException e) {
            LOG.error("a listener threw", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        if (onExecutorThread.get()) {
            return;
        }
        try {
            if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.warn("a listener still runs; its thread ends when it returns");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
