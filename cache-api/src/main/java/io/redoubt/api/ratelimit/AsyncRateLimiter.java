package io.redoubt.api.ratelimit;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous view of a {@link RateLimiter}: all methods of the view return {@code CompletableFuture}s. Each method
 * does what the method of the same name does there, on another thread; see {@link io.redoubt.api.cache.AsyncCacheStore}
 * for the rules of such calls. Thread-safe.
 *
 * <p>A cancelled call may have taken its costs. A call that is refused because too many are running fails its future:
 * the policies decide only when the store is down.
 */
public interface AsyncRateLimiter {

    /** See {@link RateLimiter#tryAcquire}. */
    CompletableFuture<Decision> tryAcquire(RateLimitRequest... limits);

    /** See {@link RateLimiter#peek}. */
    CompletableFuture<Decision> peek(RateLimitRequest... limits);

    /** See {@link RateLimiter#reset}. */
    CompletableFuture<@Nullable Void> reset(RateLimitRequest... limits);

    /** See {@link RateLimiter#refund(Decision)}. */
    CompletableFuture<@Nullable Void> refund(Decision decision);

    /** See {@link RateLimiter#refund(Decision, int)}. */
    CompletableFuture<@Nullable Void> refund(Decision decision, int cost);
}
