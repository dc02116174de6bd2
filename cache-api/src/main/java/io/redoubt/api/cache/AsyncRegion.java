package io.redoubt.api.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous view of a {@link Region}: all methods of the view return {@code CompletableFuture}s. Each method does
 * what the method of the same name does there, on another thread; see {@link AsyncCacheStore} for the rules of such
 * calls. Thread-safe.
 *
 * <p>Loaders run on such threads too, and may block. A caller that cancels its future leaves the other callers that
 * share its load unharmed: if its thread was running the loader, they run theirs. A load that runs on a thread of its
 * own, because the region has a soft timeout or a short hard timeout, is completed and stored nevertheless.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface AsyncRegion<K, V> {

    /** See {@link Region#get(Object, Loader)}. */
    default CompletableFuture<@Nullable V> get(K key, Loader<? super K, ? extends V> loader) {
        return get(key, ContextLoader.<K, V>of(loader));
    }

    /** See {@link Region#get(Object, ContextLoader)}. */
    CompletableFuture<@Nullable V> get(K key, ContextLoader<? super K, ? extends V> loader);

    /** Returns the value of a key as {@link #get(Object, Loader)} does, from a loader that returns a stage. */
    CompletableFuture<@Nullable V> getAsync(K key, AsyncLoader<? super K, ? extends V> loader);

    /** See {@link Region#fetch(Object, Loader)}. */
    default CompletableFuture<LoadedValue<V>> fetch(K key, Loader<? super K, ? extends V> loader) {
        return fetch(key, ContextLoader.<K, V>of(loader));
    }

    /** See {@link Region#fetch(Object, ContextLoader)}. */
    CompletableFuture<LoadedValue<V>> fetch(K key, ContextLoader<? super K, ? extends V> loader);

    /** Returns the value of a key as {@link #fetch(Object, Loader)} does, from a loader that returns a stage. */
    CompletableFuture<LoadedValue<V>> fetchAsync(K key, AsyncLoader<? super K, ? extends V> loader);

    /** See {@link Region#getAll(Collection, BulkLoader)}. */
    default CompletableFuture<Map<K, V>> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader) {
        return getAll(keys, BulkContextLoader.<K, V>of(loader));
    }

    /** See {@link Region#getAll(Collection, BulkContextLoader)}. */
    CompletableFuture<Map<K, V>> getAll(Collection<? extends K> keys, BulkContextLoader<K, ? extends V> loader);

    /** See {@link Region#lookup}. */
    CompletableFuture<Lookup<V>> lookup(K key);

    /** See {@link Region#put(Object, Object, String...)}. */
    CompletableFuture<@Nullable Void> put(K key, V value, String... tags);

    /** See {@link Region#put(Object, Object, Duration, String...)}. */
    CompletableFuture<@Nullable Void> put(K key, V value, Duration ttl, String... tags);

    /** See {@link Region#putAll}. */
    CompletableFuture<@Nullable Void> putAll(Map<? extends K, ? extends V> values, String... tags);

    /** See {@link Region#putIfAbsent}. */
    CompletableFuture<Optional<V>> putIfAbsent(K key, V value, String... tags);

    /** See {@link Region#putNegative}. */
    CompletableFuture<@Nullable Void> putNegative(K key, String... tags);

    /** See {@link Region#invalidate}. */
    CompletableFuture<Boolean> invalidate(K key);

    /** See {@link Region#invalidateAll}. */
    CompletableFuture<@Nullable Void> invalidateAll(Collection<? extends K> keys);

    /** See {@link Region#markStale}. */
    CompletableFuture<@Nullable Void> markStale(K key);

    /** See {@link Region#invalidateTag}. */
    CompletableFuture<@Nullable Void> invalidateTag(String tag);

    /** See {@link Region#invalidateTags}. */
    CompletableFuture<@Nullable Void> invalidateTags(Collection<String> tags);

    /** See {@link Region#clear}. */
    CompletableFuture<@Nullable Void> clear();
}
