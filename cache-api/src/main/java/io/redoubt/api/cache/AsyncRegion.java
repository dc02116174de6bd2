package io.redoubt.api.cache;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous view of a {@link Region}. Each method does what the method of the same name does there, on another
 * thread; see {@link AsyncCacheStore} for the rules of such calls. Thread-safe.
 *
 * <p>Loaders run on such threads too, and may block. A caller that cancels its future leaves the other callers that
 * share its load unharmed: if its thread was running the loader, they run theirs. A load that runs on a thread of its
 * own, because the region has a soft timeout or a short hard timeout, is completed and stored nevertheless.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface AsyncRegion<K, V> {

    /** See {@link Region#get}. */
    CompletableFuture<@Nullable V> get(K key, Loader<K, ? extends V> loader);

    /** Returns the value of a key as {@link #get} does, from a loader that returns a stage. */
    CompletableFuture<@Nullable V> getAsync(K key, AsyncLoader<K, ? extends V> loader);

    /** See {@link Region#fetch}. */
    CompletableFuture<LoadedValue<V>> fetch(K key, Loader<K, ? extends V> loader);

    /** Returns the value of a key as {@link #fetch} does, from a loader that returns a stage. */
    CompletableFuture<LoadedValue<V>> fetchAsync(K key, AsyncLoader<K, ? extends V> loader);

    /** See {@link Region#getAll}. */
    CompletableFuture<Map<K, V>> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader);

    /** See {@link Region#lookup}. */
    CompletableFuture<Lookup<V>> lookup(K key);

    /** See {@link Region#put}. */
    CompletableFuture<@Nullable Void> put(K key, V value, String... tags);

    /** See {@link Region#invalidate}. */
    CompletableFuture<@Nullable Void> invalidate(K key);

    /** See {@link Region#markStale}. */
    CompletableFuture<@Nullable Void> markStale(K key);

    /** See {@link Region#invalidateTag}. */
    CompletableFuture<@Nullable Void> invalidateTag(String tag);

    /** See {@link Region#invalidateTags}. */
    CompletableFuture<@Nullable Void> invalidateTags(Collection<String> tags);

    /** See {@link Region#clear}. */
    CompletableFuture<@Nullable Void> clear();
}
