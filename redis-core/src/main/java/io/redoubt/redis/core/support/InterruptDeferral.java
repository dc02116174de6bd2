package io.redoubt.redis.core.support;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Utility class that defers an interrupt of the calling thread: it clears the interrupt flag, runs an action, and then
 * sets the flag again. Examples of such actions are giving a lease back or waiting for a thread to end.
 */
public final class InterruptDeferral {

    private InterruptDeferral() {}

    /** Wait that an interrupt ends. */
    @FunctionalInterface
    private interface Wait {
        void run() throws InterruptedException;
    }

    /**
     * Runs a step with the interrupt flag cleared. An interrupt that arrives while it runs acts on the step as on any
     * other code.
     */
    public static <T extends @Nullable Object> T duringCall(Supplier<T> step) {
        boolean interrupted = Thread.interrupted();
        try {
            return step.get();
        } finally {
            restore(interrupted);
        }
    }

    /** Runs a step as {@link #duringCall} does. */
    public static void during(Runnable step) {
        boolean interrupted = Thread.interrupted();
        try {
            step.run();
        } finally {
            restore(interrupted);
        }
    }

    /**
     * Waits for the end of a thread, for at most the timeout. A flag that is already set does not shorten the wait;
     * an interrupt that arrives during it ends it. Returns whether the thread has ended. A thread does not wait for
     * itself.
     */
    public static boolean awaitEnd(Thread thread, Duration timeout) {
        if (thread != Thread.currentThread()) {
            await(() -> TimeUnit.NANOSECONDS.timedJoin(thread, timeout.toNanos()));
        }
        return !thread.isAlive();
    }

    /**
     * Waits for the end of an executor that was shut down, as {@link #awaitEnd(Thread, Duration)} waits for a thread.
     */
    public static boolean awaitEnd(ExecutorService executor, Duration timeout) {
        await(() -> {
            boolean unused = executor.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
        });
        return executor.isTerminated();
    }

    /**
     * Interrupts the running tasks of an executor and waits for their end, for at most the timeout. Returns the tasks
     * that had not begun.
     */
    public static List<Runnable> shutdownNow(ExecutorService executor, Duration timeout) {
        List<Runnable> notBegun = executor.shutdownNow();
        awaitEnd(executor, timeout);
        return notBegun;
    }

    private static void await(Wait wait) {
        boolean interrupted = Thread.interrupted();
        try {
            wait.run();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        restore(interrupted);
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
