package io.redoubt.cache.behind;

import io.redoubt.api.cache.WriteFailedException;
import io.redoubt.api.cache.WriteThroughSpec;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Executor that runs an action against the source and repeats it after failures, with pauses in between, on the
 * caller's thread. Thread-safe.
 */
final class Retrier {

    private final WriteThroughSpec<?> spec;
    private final LongSupplier nanoTime;

    Retrier(WriteThroughSpec<?> spec, LongSupplier nanoTime) {
        this.spec = spec;
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
     */
    void run(String description, Action action) {
        BackoffDelays delays = new BackoffDelays(spec.backoff());
        long start = nanoTime.getAsLong();
        for (int attempt = 1; ; attempt++) {
            try {
                action.run();
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new WriteFailedException("the " + description + " was interrupted", e);
            } catch (Exception e) {
                long pause = delays.next().toNanos();
                boolean pastDeadline =
                        nanoTime.getAsLong() - start + pause > spec.within().toNanos();
                if (attempt == spec.attempts() || pastDeadline || !spec.retries(e)) {
                    throw new WriteFailedException(
                            "the source did not take the " + description + " in " + attempt + " attempts: " + e, e);
                }
                LockSupport.parkNanos(pause);
                if (Thread.currentThread().isInterrupted()) {
                    throw new WriteFailedException("the " + description + " was interrupted between attempts", e);
                }
            }
        }
    }
}
