package io.redoubt.cache.behind;

import io.redoubt.api.cache.WriteFailedException;
import io.redoubt.api.cache.WriteThroughSpec;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Tries a step at a source again, with pauses between, on the caller's thread. Thread-safe. */
final class Retrier {

    private final WriteThroughSpec<?> spec;
    private final LongSupplier nanoTime;

    Retrier(WriteThroughSpec<?> spec, LongSupplier nanoTime) {
        this.spec = spec;
        this.nanoTime = nanoTime;
    }

    /** A step that may fail. */
    @FunctionalInterface
    interface Action {

        void run() throws Exception;
    }

    /**
     * Runs the step until it succeeds.
     *
     * @throws WriteFailedException if it did not, with what it threw last as the cause
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
