package io.redoubt.cache.internal.writethrough;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.cache.WriteFailedException;
import io.redoubt.api.cache.WriteThroughSettings;
import io.redoubt.redis.core.support.DecorrelatedJitter;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Executor that runs a write to the data source on the caller's thread and retries it, with pauses, after failures.
 * Thread-safe.
 */
final class Retrier {

    private final WriteThroughSettings settings;
    private final LongSupplier nanoTime;

    Retrier(WriteThroughSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /** Action that may fail. */
    @FunctionalInterface
    interface Action {

        void run() throws Exception;
    }

    /**
     * Runs the action until it succeeds, its attempts or its time are used up, or the failure is not to be
     * retried.
     *
     * @throws WriteFailedException if the action did not succeed, with its last failure as the cause
     * @throws RedoubtInterruptedException if the thread is interrupted during an attempt or between two
     */
    void run(String description, Action action) {
        DecorrelatedJitter delays = new DecorrelatedJitter(
                settings.backoff().shortest(), settings.backoff().longest());
        long start = nanoTime.getAsLong();
        for (int attempt = 1; ; attempt++) {
            try {
                action.run();
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw interrupted(description, e);
            } catch (RedoubtInterruptedException e) {
                throw interrupted(description, e);
            } catch (Exception e) {
                long pause = delays.next().toNanos();
                boolean pastDeadline =
                        nanoTime.getAsLong() - start + pause > settings.within().toNanos();
                if (attempt == settings.attempts() || pastDeadline || !settings.retries(e)) {
                    throw new WriteFailedException(
                            "the source did not take the " + description + " in " + attempt + " attempts: " + e, e);
                }
                LockSupport.parkNanos(pause);
                if (Thread.currentThread().isInterrupted()) {
                    throw interrupted(description, e);
                }
            }
        }
    }

    private static RedoubtInterruptedException interrupted(String description, Exception e) {
        return new RedoubtInterruptedException(
                "the " + description + " was interrupted; the source may have taken it", Effect.UNKNOWN, e);
    }
}
