package io.redoubt.redis.core.routing;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what happened on I/O threads to code that may block, in order, one after the other, on a thread of its own, which
 * ends when it was idle for a second. Thread-safe. What is thrown there is logged.
 *
 * <p>Closing waits for a second at most for the code that runs just then, unless it is this code that closes.
 */
final class SerialExecutor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    private final int maxQueued;
    private final ThreadPoolExecutor executor;
    private final ThreadLocal<Boolean> onExecutorThread = ThreadLocal.withInitial(() -> false);

    /**
     * @param maxQueued how many may wait
     */
    SerialExecutor(String threadName, int maxQueued) {
        this.maxQueued = maxQueued;
        executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        // What comes after the end is dropped.
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Takes a delivery; false if too many wait. */
    boolean offer(Runnable task) {
        if (executor.getQueue().size() >= maxQueued) {
            return false;
        }
        execute(task);
        return true;
    }

    /** Takes a delivery that must not be lost, however many wait: one that tells of others that were. */
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
