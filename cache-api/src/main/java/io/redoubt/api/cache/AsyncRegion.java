package io.redoubt.api.cache;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous view of a {@link Region}. Each method does what the method of the same name does there, on a thread
 * of the cache (a virtual thread where the JVM supports them). The stage completes with the result, or with the
 * exception itself.
 *
 * <p>Thread-safe. At most {@value #MAX_RUNNING} calls of a cache run or wait at a time; the stage of a further
 * call fails with {@link java.util.concurrent.RejectedExecutionException}. Loaders run on such threads too, and
 * may block.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface AsyncRegion<K, V> {

    /** Maximum number of calls that run or wait at a time. */
    int MAX_RUNNING = 10_000;

    /** See {@link Region#get}. */
    CompletionStage<@Nullable V> get(K key, Loader<K, ? extends V> loader);

    /** See {@link Region#fetch}. */
    CompletionStage<LoadedValue<V>> fetch(K key, Loader<K, ? extends V> loader);

    /** See {@link Region#getAll}. */
    CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader);

    /** See {@link Region#lookup}. */
    CompletionStage<Lookup<V>> lookup(K key);

    /** See {@link Region#put}. */
    CompletionStage<@Nullable Void> put(K key, V value, String... tags);

    /** See {@link Region#invalidate}. */
    CompletionStage<@Nullable Void> invalidate(K key);

    /** See {@link Region#markStale}. */
    CompletionStage<@Nullable Void> markStale(K key);

    /** See {@link Region#invalidateTags}. */
    CompletionStage<@Nullable Void> invalidateTags(Collection<String> tags);

    /** See {@link Region#clear}. */
    CompletionStage<@Nullable Void> clear();
}
