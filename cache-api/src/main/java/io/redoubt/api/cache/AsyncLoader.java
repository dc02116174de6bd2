package io.redoubt.api.cache;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Function that loads a missing value of a cache region asynchronously and returns a {@code CompletionStage} of the
 * value.
 *
 * <pre>{@code
 * CompletableFuture<Profile> profile = profiles.async().getAsync("42", client::findProfile);
 * }</pre>
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface AsyncLoader<K, V> {

    /**
     * Returns a stage that completes with the value, or with null if none exists. A thread of the cache waits for it,
     * for no longer than the hard timeout of the region. A failure of the stage counts as a failure of the load, and is
     * seen by all callers that share it; its cancellation, and a stage that is not complete in time, as a
     * {@link LoadFailedException}.
     *
     * <p>The stage belongs to this load: it is cancelled if the load is interrupted or takes too long. Return a copy
     * ({@link java.util.concurrent.CompletableFuture#copy}) of a future that others use as well.
     *
     * @throws Exception on any failure; see {@link Region}
     */
    CompletionStage<? extends @Nullable V> load(K key) throws Exception;
}
