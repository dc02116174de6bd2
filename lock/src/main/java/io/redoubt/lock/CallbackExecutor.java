package io.redoubt.lock;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Executor with one daemon thread and a bounded queue, for callbacks whose completion no caller awaits.
 * Thread-safe. The thread starts with the first task; it ends after five seconds without tasks, or by
 * {@link #close()}.
 */
final class CallbackExecutor implements AutoCloseable {

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MAX_INTERRUPTED_WAIT = Duration.ofSeconds(1);

    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final ThreadPoolExecutor executor;
    private final Duration maxCloseWait;

    /**
     * @param maxCloseWait how long {@link #close()} waits for the queued tasks
     */
    CallbackExecutor(String name, int capacity, Duration maxCloseWait) {
        this.maxCloseWait = maxCloseWait;
        this.executor = new ThreadPoolExecutor(
                1, 1, IDLE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS, new ArrayBlockingQueue<>(capacity), task -> {
                    Thread created = new Thread(task, name);
                    created.setDaemon(true);
                    thread.set(created);
                    return created;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Queues a task. Returns false, and drops the task, if the queue is full or this executor is closed. */
    boolean submit(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException rejected) {
            return false;
        }
    }

    /** Runs the queued tasks for at most {@code maxCloseWait}, and ends the thread. Idempotent. */
    @Override
    public void close() {
        executor.shutdown();
        if (Thread.currentThread() == thread.get()) {
            return; // called by a task, whose own end this would await
        }
        boolean interrupted = Thread.interrupted();
        try {
            if (!executor.awaitTermination(maxCloseWait.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
                executor.awaitTermination(MAX_INTERRUPTED_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
