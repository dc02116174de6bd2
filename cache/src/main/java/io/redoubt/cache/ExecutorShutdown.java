package io.redoubt.cache;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Utility that shuts executors down. */
final class ExecutorShutdown {

    private ExecutorShutdown() {}

    /**
     * Interrupts the running tasks of an executor and waits for their end, up to the given number of seconds.
     * Returns the tasks that had not begun. Does not throw if interrupted, but ends the wait and restores the
     * interrupt status.
     */
    static List<Runnable> shutdownNow(ExecutorService executor, long seconds) {
        List<Runnable> left = executor.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            executor.awaitTermination(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }
}
