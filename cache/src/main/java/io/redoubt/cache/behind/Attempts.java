package io.redoubt.cache.behind;

import io.redoubt.api.cache.WriteFailedException;
import io.redoubt.api.cache.WriteThroughSpec;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Tries a step at a source again, with pauses between, on the caller's thread. Thread-safe. */
final class Attempts {

    private final WriteThroughSpec<?> spec;
    private final LongSupplier nanoTime;

    Attempts(WriteThroughSpec<?> spec, LongSupplier nanoTime) {
        this.spec = spec;
        this.nanoTime = nanoTime;
    }

    /** A step that may fail. */
    @FunctionalInterface
    interface Step {

        void run() throws Exception;
    }

    /**
     * Runs the step until it succeeds.
     *
     * @throws WriteFailedException if it did not, with what it threw last as the cause
     */
    void run(String what, Step step) {
        Delays delays = new Delays(spec.backoff());
        long start = nanoTime.getAsLong();
        for (int attempt = 1; ; attempt++) {
            try {
                step.run();
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new WriteFailedException("the " + what + " was interrupted", e);
            } catch (Exception e) {
                long pause = delays.next().toNanos();
                boolean late =
                        nanoTime.getAsLong() - start + pause > spec.within().toNanos();
                if (attempt == spec.attempts() || late || !spec.retries(e)) {
                    throw new WriteFailedException(
                            "the source did not take the " + what + " in " + attempt + " attempts: " + e, e);
                }
                LockSupport.parkNanos(pause);
                if (Thread.currentThread().isInterrupted()) {
                    throw new WriteFailedException("the " + what + " was interrupted between attempts", e);
                }
            }
        }
    }
}
