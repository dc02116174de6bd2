package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.LoadFailedException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Utility class that waits for the {@code CompletionStage} returned by an asynchronous loader. */
final class CompletionStageAwaiter {

    private CompletionStageAwaiter() {}

    /**
     * Returns the result of a stage. Cancels the stage if the thread is interrupted or the timeout elapses.
     *
     * @throws LoadFailedException if the stage is null, cancelled, or not complete in time
     * @throws Exception the failure of the stage
     */
    static <V> @Nullable V result(@Nullable CompletionStage<? extends @Nullable V> stage, Duration timeout)
            throws Exception {
        if (stage == null) {
            throw new LoadFailedException("the asynchronous loader returned null instead of a stage", null);
        }
        CompletableFuture<@Nullable V> result = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        });
        boolean ended = false;
        try {
            V value = result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            ended = true;
            return value;
        } catch (TimeoutException e) {
            throw new LoadFailedException(
                    "the stage of the asynchronous loader was not complete within the hard timeout of " + timeout, e);
        } catch (CancellationException e) {
            throw cancelled(e);
        } catch (ExecutionException e) {
            ended = true;
            throw unwrapped(e);
        } finally {
            if (!ended) {
                cancel(stage);
            }
        }
    }

    private static Exception unwrapped(ExecutionException e) {
        Throwable cause = e.getCause();
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof CancellationException) {
            return cancelled(cause);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof Exception exception ? exception : e;
    }

    private static LoadFailedException cancelled(Throwable cause) {
        return new LoadFailedException("the stage of the asynchronous loader was cancelled", cause);
    }

    private static void cancel(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException e) {
            // A stage that is no future cannot be cancelled; its result is not used.
        }
    }
}
