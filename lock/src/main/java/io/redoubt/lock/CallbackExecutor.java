package io.redoubt.lock;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One thread for work that nobody waits for, and a bounded queue before it. Thread-safe. The thread is started when there is
 * something to do, and ends when there has been nothing for some seconds, or by {@link #close()}.
 */
final class CallbackExecutor implements AutoCloseable {

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MAX_INTERRUPTED_WAIT = Duration.ofSeconds(1);

    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final ThreadPoolExecutor executor;
    private final Duration maxCloseWait;

    /**
     * @param maxCloseWait how long closing waits for what is left to do
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

    /** Has it done. Returns false if the queue is full, or if this is closed: it is not done then. */
    boolean submit(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException rejected) {
            return false;
        }
    }

    /** Does what is left, for so long at most as was said, and ends the thread. Idempotent. */
    @Override
    public void close() {
        executor.shutdown();
        if (Thread.currentThread() == thread.get()) {
            return; // called by the work itself, which this would wait for
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
