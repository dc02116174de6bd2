package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Work in the background that many ask for at the same time: it runs once for all of them, and not again within 100 ms.
 * Thread-safe.
 */
final class Refresh {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Surroundings surroundings;
    private final Consumer<Deadline> work;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CompletableFuture<Void> running;
    private boolean wantedAgain;

    /**
     * @param work throws DriverException if it fails
     */
    Refresh(Surroundings surroundings, Consumer<Deadline> work) {
        this.surroundings = surroundings;
        this.work = work;
    }

    /** Has it run soon: now, or once more if it is running already. */
    void soon() {
        CompletableFuture<Void> unused = request();
    }

    /**
     * Waits for one run.
     *
     * @throws DriverException if it fails, or is not done in time
     */
    void await(Deadline deadline) {
        try {
            request().get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw Server.notExecuted(Kind.TIMEOUT, "it was not known in time where the master is");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Server.notExecuted(Kind.INTERRUPTED, "interrupted while asking where the master is");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DriverException failure) {
                // A new one for each caller, who may add to it; nothing of the caller's own command was sent.
                throw new DriverException(
                        failure.kind(), Execution.NOT_EXECUTED, String.valueOf(failure.getMessage()), failure);
            }
            throw new IllegalStateException("refreshing failed", e.getCause());
        }
    }

    private CompletableFuture<Void> request() {
        lock.lock();
        try {
            if (running == null) {
                running = new CompletableFuture<>();
                CompletableFuture<Void> mine = running;
                surroundings.background().run(() -> run(mine));
            } else if (running.isDone()) {
                wantedAgain = true;
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    private void run(CompletableFuture<Void> mine) {
        try {
            work.accept(Deadline.after(LONGEST, surroundings.nanoTime()));
            mine.complete(null);
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
        }
        // Until the pause is over, whoever asks gets this outcome, and a second run if he came after it.
        surroundings.background().after(PAUSE, this::over);
    }

    private void over() {
        boolean again;
        lock.lock();
        try {
            running = null;
            again = wantedAgain;
            wantedAgain = false;
        } finally {
            lock.unlock();
        }
        if (again) {
            soon();
        }
    }
}
