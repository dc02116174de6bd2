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
 * Background task that runs only once if several callers request it at about the same time. A new run starts at the
 * earliest 100 ms after the previous one has ended. Thread-safe.
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

    /**
     * Requests a run without waiting for it. A request joins a run in progress; a request in the interval after a
     * run leads to one further run at the end of the interval.
     */
    void trigger() {
        CompletableFuture<Void> unused = requestRun();
    }

    /**
     * Waits for one run. If that run times out, for example in a cold JVM, waits for further runs until the
     * caller's deadline.
     *
     * @throws DriverException if the run fails or does not end before the deadline
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
     * Waits for a run that has not yet begun, for callers that know that the current run started too early for
     * them.
     *
     * @throws DriverException if the run fails or does not end before the deadline
     */
    void awaitFreshRun(Deadline deadline) {
        DriverException failure = awaitOutcome(requestFreshRun(), deadline);
        if (failure != null) {
            throw failure;
        }
    }

    /** Waits for a run. Returns the exception with which it failed, or null if it succeeded. */
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
                // Each caller gets an exception of its own, because it may modify the exception. The caller's
                // command was not sent.
                return new DriverException(
                        failure.kind(), Execution.NOT_EXECUTED, String.valueOf(failure.getMessage()), failure);
            }
            throw DriverException.notExecuted(
                    Kind.UNREACHABLE, "asking where the master is failed: " + e.getCause(), e.getCause());
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
        try {
            context.scheduler().execute(() -> run(outcome));
        } catch (Throwable e) {
            currentRun = null;
            outcome.completeExceptionally(e);
        }
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
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        } finally {
            scheduleEndOfInterval();
        }
    }

    /**
     * Schedules the end of the interval: a request within it joins the outcome of the run that has ended, and also
     * leads to another run.
     */
    private void scheduleEndOfInterval() {
        try {
            context.scheduler().schedule(MIN_INTERVAL, this::endInterval);
        } catch (Throwable e) {
            endInterval(); // without an end, no further run would ever begin
            throw e;
        }
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
