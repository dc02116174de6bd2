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
    private @Nullable CompletableFuture<Void> following;

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
     * Waits for one run, or for more where one takes longer than it may, as in a cold JVM, and the caller has time.
     *
     * @throws DriverException if it fails, or is not done in time
     */
    void await(Deadline deadline) {
        DriverException failure = failure(request(), deadline);
        while (failure != null && failure.kind() == Kind.TIMEOUT && !deadline.passed()) {
            failure = failure(next(), deadline);
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
    void awaitNext(Deadline deadline) {
        DriverException failure = failure(next(), deadline);
        if (failure != null) {
            throw failure;
        }
    }

    /** Waits for a run; returns why it failed, or null. */
    private static @Nullable DriverException failure(CompletableFuture<Void> outcome, Deadline deadline) {
        try {
            outcome.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
            return null;
        } catch (TimeoutException e) {
            throw Server.notExecuted(Kind.TIMEOUT, "it was not known in time where the master is");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Server.notExecuted(Kind.INTERRUPTED, "interrupted while asking where the master is");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DriverException failure) {
                // A new one for each caller, who may add to it; nothing of the caller's own command was sent.
                return new DriverException(
                        failure.kind(), Execution.NOT_EXECUTED, String.valueOf(failure.getMessage()), failure);
            }
            throw new IllegalStateException("refreshing failed", e.getCause());
        }
    }

    private CompletableFuture<Void> request() {
        lock.lock();
        try {
            if (running == null) {
                return start(new CompletableFuture<>());
            }
            if (running.isDone()) {
                CompletableFuture<Void> unused = oneMore();
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Void> next() {
        lock.lock();
        try {
            return running == null ? start(new CompletableFuture<>()) : oneMore();
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Void> start(CompletableFuture<Void> outcome) {
        running = outcome;
        surroundings.background().run(() -> run(outcome));
        return outcome;
    }

    private CompletableFuture<Void> oneMore() {
        if (following == null) {
            following = new CompletableFuture<>();
        }
        return following;
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
        lock.lock();
        try {
            running = null;
            if (following != null) {
                CompletableFuture<Void> outcome = following;
                following = null;
                CompletableFuture<Void> unused = start(outcome);
            }
        } finally {
            lock.unlock();
        }
    }
}
