package io.redoubt.lock;

import io.redoubt.api.lock.AsyncLockProvider;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockInfo;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.api.lock.LockedWork;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous view of a {@link LockProvider} that runs the blocking calls on an executor. Closes handles that no
 * caller receives.
 */
record ExecutorAsyncLockProvider(LockProvider locks, AsyncExecutor executor) implements AsyncLockProvider {

    @Override
    public CompletableFuture<LockHandle> acquire(String name, LockOptions options) {
        return executor.call(() -> locks.acquire(name, options), LockHandle::close);
    }

    @Override
    public CompletableFuture<Optional<LockHandle>> tryAcquire(String name, LockOptions options) {
        return executor.call(() -> locks.tryAcquire(name, options), lock -> lock.ifPresent(LockHandle::close));
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> withLock(
            String name, LockOptions options, LockedWork<T, ? extends Exception> work) {
        return executor.call(() -> locks.withLock(name, options, work));
    }

    @Override
    public CompletableFuture<Boolean> extend(LockHandle lock, Duration lease) {
        return executor.call(() -> lock.extend(lease));
    }

    @Override
    public CompletableFuture<LockRelease> release(LockHandle lock) {
        return executor.call(lock::release);
    }

    @Override
    public CompletableFuture<LockRelease> releaseAfter(LockHandle lock, Duration delay) {
        return executor.call(() -> lock.releaseAfter(delay));
    }

    @Override
    public CompletableFuture<Optional<LockInfo>> find(String name) {
        return executor.call(() -> locks.find(name));
    }

    @Override
    public CompletableFuture<Boolean> forceRelease(String name) {
        return executor.call(() -> locks.forceRelease(name));
    }
}
