package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.cache.AsyncRegion;
import io.redoubt.api.cache.BulkLoader;
import io.redoubt.api.cache.LoadFailedException;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Loader;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asynchronous region that runs the calls of a region on an executor of the cache. */
record ExecutorAsyncRegion<K, V>(Region<K, V> region, BoundedExecutor threads) implements AsyncRegion<K, V> {

    @Override
    public CompletionStage<@Nullable V> get(K key, Loader<K, ? extends V> loader) {
        return supplied(() -> region.get(key, loader));
    }

    @Override
    public CompletionStage<LoadedValue<V>> fetch(K key, Loader<K, ? extends V> loader) {
        return supplied(() -> region.fetch(key, loader));
    }

    @Override
    public CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader) {
        return supplied(() -> region.getAll(keys, loader));
    }

    @Override
    public CompletionStage<Lookup<V>> lookup(K key) {
        return supplied(() -> region.lookup(key));
    }

    @Override
    public CompletionStage<@Nullable Void> put(K key, V value, String... tags) {
        return done(() -> region.put(key, value, tags));
    }

    @Override
    public CompletionStage<@Nullable Void> invalidate(K key) {
        return done(() -> region.invalidate(key));
    }

    @Override
    public CompletionStage<@Nullable Void> markStale(K key) {
        return done(() -> region.markStale(key));
    }

    @Override
    public CompletionStage<@Nullable Void> invalidateTags(Collection<String> tags) {
        return done(() -> region.invalidateTags(tags));
    }

    @Override
    public CompletionStage<@Nullable Void> clear() {
        return done(region::clear);
    }

    private CompletionStage<@Nullable Void> done(Runnable call) {
        return supplied(() -> {
            call.run();
            return null;
        });
    }

    private <T extends @Nullable Object> CompletionStage<T> supplied(Supplier<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(
                () -> {
                    try {
                        result.complete(call.get());
                    } catch (RedoubtInterruptedException e) {
                        // No thread of the caller was interrupted.
                        result.completeExceptionally(new LoadFailedException(
                                "the thread of the call was interrupted, by its loader or because the cache is being"
                                        + " closed",
                                e));
                    } catch (Throwable failure) {
                        result.completeExceptionally(failure);
                    }
                },
                result::completeExceptionally);
        return result.minimalCompletionStage();
    }
}
