package io.redoubt.cache;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** The end of an executor. */
final class ExecutorShutdown {

    private ExecutorShutdown() {}

    /** Interrupts what it runs, and waits so long for that to end. Returns what it had not begun. */
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
