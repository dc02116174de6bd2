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
final class CoalescingTask {

    private static final Duration MIN_INTERVAL = Duration.ofMillis(100);
    private static final Duration MAX_DURATION = Duration.ofSeconds(2);

    private final DriverContext context;
    private final Consumer<Deadline> work;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CompletableFuture<Void> currentRun;
    private @Nullable CompletableFuture<Void> nextRun;

    /**
     * @param work throws DriverException if it fails
     */
    CoalescingTask(DriverContext context, Consumer<Deadline> work) {
        this.context = context;
        this.work = work;
    }

    /** Has it run soon: now, or once more if it is running already. */
    void trigger() {
        CompletableFuture<Void> unused = requestRun();
    }

    /**
     * Waits for one run, or for more where one takes longer than it may, as in a cold JVM, and the caller has time.
     *
     * @throws DriverException if it fails, or is not done in time
     */
    void await(Deadline deadline) {
        DriverException failure = awaitOutcome(requestRun(), deadline);
        while (failure != null && failure.kind() == Kind.TIMEOUT && !deadline.passed()) {
            failure = awaitOutcome(requestFreshRun(), deadline);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Waits for one run that has not begun yet, for who knows that the last one came too early.
     *
     * @throws DriverException if it fails, or is not done in time
     */
    void awaitFreshRun(Deadline deadline) {
        DriverException failure = awaitOutcome(requestFreshRun(), deadline);
        if (failure != null) {
            throw failure;
        }
    }

    /** Waits for a run; returns why it failed, or null. */
    private static @Nullable DriverException awaitOutcome(CompletableFuture<Void> outcome, Deadline deadline) {
        try {
            outcome.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
            return null;
        } catch (TimeoutException e) {
            throw ServerHandle.notExecuted(Kind.TIMEOUT, "it was not known in time where the master is");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServerHandle.notExecuted(Kind.INTERRUPTED, "interrupted while asking where the master is");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DriverException failure) {
                // A new one for each caller, who may add to it; nothing of the caller's own command was sent.
                return new DriverException(
                        failure.kind(), Execution.NOT_EXECUTED, String.valueOf(failure.getMessage()), failure);
            }
            throw new IllegalStateException("refreshing failed", e.getCause());
        }
    }

    private CompletableFuture<Void> requestRun() {
        lock.lock();
        try {
            if (currentRun == null) {
                return start(new CompletableFuture<>());
            }
            if (currentRun.isDone()) {
                CompletableFuture<Void> unused = ensureNextRun();
            }
            return currentRun;
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Void> requestFreshRun() {
        lock.lock();
        try {
            return currentRun == null ? start(new CompletableFuture<>()) : ensureNextRun();
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Void> start(CompletableFuture<Void> outcome) {
        currentRun = outcome;
        context.scheduler().execute(() -> run(outcome));
        return outcome;
    }

    private CompletableFuture<Void> ensureNextRun() {
        if (nextRun == null) {
            nextRun = new CompletableFuture<>();
        }
        return nextRun;
    }

    private void run(CompletableFuture<Void> outcome) {
        try {
            work.accept(Deadline.after(MAX_DURATION, context.nanoTime()));
            outcome.complete(null);
        } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
        }
        // Until the pause is over, whoever asks gets this outcome, and a second run if he came after it.
        context.scheduler().schedule(MIN_INTERVAL, this::endInterval);
    }

    private void endInterval() {
        lock.lock();
        try {
            currentRun = null;
            if (nextRun != null) {
                CompletableFuture<Void> outcome = nextRun;
                nextRun = null;
                CompletableFuture<Void> unused = start(outcome);
            }
        } finally {
            lock.unlock();
        }
    }
}
