package io.redoubt.api.lock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous view of a {@link LockProvider}: all methods of the view return {@code CompletableFuture}s. Each method
 * does what the method of the same name does there, or on a {@link LockHandle}, on another thread; see
 * {@link io.redoubt.api.cache.AsyncCacheStore} for the rules of such calls. Thread-safe.
 *
 * <p>A call that waits for a lock counts as running while it waits. If a call is cancelled, a lock that it has acquired
 * is released. A lock belongs to its handle, so any thread may use and release it.
 */
public interface AsyncLockProvider {

    /** See {@link LockProvider#acquire}. */
    CompletableFuture<LockHandle> acquire(String name, LockOptions options);

    /** See {@link LockProvider#tryAcquire}. */
    CompletableFuture<Optional<LockHandle>> tryAcquire(String name, LockOptions options);

    /**
     * Acquires a lock, runs the work on the same thread, and releases the lock. See {@link LockProvider#withLock}.
     * Cancelling the call interrupts the work.
     */
    <T extends @Nullable Object> CompletableFuture<T> withLock(
            String name, LockOptions options, LockedWork<T, ? extends Exception> work);

    /** See {@link LockHandle#extend}. */
    CompletableFuture<Boolean> extend(LockHandle lock, Duration lease);

    /** See {@link LockHandle#release}. */
    CompletableFuture<LockRelease> release(LockHandle lock);

    /** See {@link LockHandle#releaseAfter}. */
    CompletableFuture<LockRelease> releaseAfter(LockHandle lock, Duration delay);

    /** See {@link LockProvider#find}. */
    CompletableFuture<Optional<LockInfo>> find(String name);

    /** See {@link LockProvider#forceRelease}. */
    CompletableFuture<Boolean> forceRelease(String name);
}
