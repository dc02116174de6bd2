package io.redoubt.api.cache;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Region} for callers who do not wait: each method does what its namesake there does, on a thread of the cache (a virtual
 * one where the JVM has them), and completes with its result, or with its exception as it is.
 *
 * <p>Thread-safe. At most {@value #MOST_RUNNING} calls of a cache run or wait at a time; the stage of one more fails with
 * {@link java.util.concurrent.RejectedExecutionException}. Loaders run on such threads too, and may block.
 *
 * @param <K> what identifies a thing
 * @param <V> the thing
 */
public interface AsyncRegion<K, V> {

    /** The largest number of calls at a time. */
    int MOST_RUNNING = 10_000;

    /** See {@link Region#get}. */
    CompletionStage<@Nullable V> get(K key, Loader<K, ? extends V> loader);

    /** See {@link Region#fetch}. */
    CompletionStage<Fetched<V>> fetch(K key, Loader<K, ? extends V> loader);

    /** See {@link Region#getAll}. */
    CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader);

    /** See {@link Region#lookup}. */
    CompletionStage<Lookup<V>> lookup(K key);

    /** See {@link Region#put}. */
    CompletionStage<@Nullable Void> put(K key, V value, String... tags);

    /** See {@link Region#invalidate}. */
    CompletionStage<@Nullable Void> invalidate(K key);

    /** See {@link Region#expire}. */
    CompletionStage<@Nullable Void> expire(K key);

    /** See {@link Region#invalidateTags}. */
    CompletionStage<@Nullable Void> invalidateTags(Collection<String> tags);

    /** See {@link Region#clear}. */
    CompletionStage<@Nullable Void> clear();
}
