package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.AsyncRateLimiter;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asynchronous view of a {@link RateLimiter} that runs the blocking calls on an executor. */
record ExecutorAsyncRateLimiter(RateLimiter limiter, AsyncExecutor executor) implements AsyncRateLimiter {

    @Override
    public CompletableFuture<Decision> tryAcquire(RateLimitRequest... limits) {
        return executor.call(() -> limiter.tryAcquire(limits));
    }

    @Override
    public CompletableFuture<Decision> peek(RateLimitRequest... limits) {
        return executor.call(() -> limiter.peek(limits));
    }

    @Override
    public CompletableFuture<@Nullable Void> reset(RateLimitRequest... limits) {
        return executor.run(() -> limiter.reset(limits));
    }

    @Override
    public CompletableFuture<@Nullable Void> refund(Decision decision) {
        return executor.run(() -> limiter.refund(decision));
    }

    @Override
    public CompletableFuture<@Nullable Void> refund(Decision decision, int cost) {
        return executor.run(() -> limiter.refund(decision, cost));
    }
}
