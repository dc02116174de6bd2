package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.AsyncLoader;
import io.redoubt.api.cache.AsyncRegion;
import io.redoubt.api.cache.BulkContextLoader;
import io.redoubt.api.cache.ContextLoader;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous view of a cache {@link Region} that runs the blocking calls on an executor.
 *
 * @param stageTimeout how long the stage of a loader may take
 */
record ExecutorAsyncRegion<K, V>(Region<K, V> region, Duration stageTimeout, AsyncExecutor executor)
        implements AsyncRegion<K, V> {

    @Override
    public CompletableFuture<@Nullable V> get(K key, ContextLoader<? super K, ? extends V> loader) {
        return executor.<@Nullable V>call(() -> region.get(key, loader));
    }

    @Override
    public CompletableFuture<@Nullable V> getAsync(K key, AsyncLoader<? super K, ? extends V> loader) {
        return get(key, blocking(loader));
    }

    @Override
    public CompletableFuture<LoadedValue<V>> fetch(K key, ContextLoader<? super K, ? extends V> loader) {
        return executor.call(() -> region.fetch(key, loader));
    }

    @Override
    public CompletableFuture<LoadedValue<V>> fetchAsync(K key, AsyncLoader<? super K, ? extends V> loader) {
        return fetch(key, blocking(loader));
    }

    @Override
    public CompletableFuture<Map<K, V>> getAll(Collection<? extends K> keys, BulkContextLoader<K, ? extends V> loader) {
        return executor.call(() -> region.getAll(keys, loader));
    }

    @Override
    public CompletableFuture<Lookup<V>> lookup(K key) {
        return executor.call(() -> region.lookup(key));
    }

    @Override
    public CompletableFuture<@Nullable Void> put(K key, V value, String... tags) {
        return executor.run(() -> region.put(key, value, tags));
    }

    @Override
    public CompletableFuture<@Nullable Void> put(K key, V value, Duration ttl, String... tags) {
        return executor.run(() -> region.put(key, value, ttl, tags));
    }

    @Override
    public CompletableFuture<@Nullable Void> putAll(Map<? extends K, ? extends V> values, String... tags) {
        return executor.run(() -> region.putAll(values, tags));
    }

    @Override
    public CompletableFuture<Optional<V>> putIfAbsent(K key, V value, String... tags) {
        return executor.call(() -> region.putIfAbsent(key, value, tags));
    }

    @Override
    public CompletableFuture<@Nullable Void> putNegative(K key, String... tags) {
        return executor.run(() -> region.putNegative(key, tags));
    }

    @Override
    public CompletableFuture<Boolean> invalidate(K key) {
        return executor.call(() -> region.invalidate(key));
    }

    @Override
    public CompletableFuture<@Nullable Void> invalidateAll(Collection<? extends K> keys) {
        return executor.run(() -> region.invalidateAll(keys));
    }

    @Override
    public CompletableFuture<@Nullable Void> markStale(K key) {
        return executor.run(() -> region.markStale(key));
    }

    @Override
    public CompletableFuture<@Nullable Void> invalidateTag(String tag) {
        return executor.run(() -> region.invalidateTag(tag));
    }

    @Override
    public CompletableFuture<@Nullable Void> invalidateTags(Collection<String> tags) {
        return executor.run(() -> region.invalidateTags(tags));
    }

    @Override
    public CompletableFuture<@Nullable Void> clear() {
        return executor.run(region::clear);
    }

    private <T> ContextLoader<K, T> blocking(AsyncLoader<? super K, ? extends T> loader) {
        return (key, context) -> CompletionStageAwaiter.result(loader.load(key), stageTimeout);
    }
}
