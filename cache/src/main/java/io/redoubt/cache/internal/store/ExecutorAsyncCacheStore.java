package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.AsyncCacheStore;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asynchronous view of a {@link CacheStore} that runs the blocking calls on an executor. */
record ExecutorAsyncCacheStore(CacheStore store, AsyncExecutor executor) implements AsyncCacheStore {

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> call(Function<? super CacheStore, ? extends T> operation) {
        return executor.call(() -> operation.apply(store));
    }
}
