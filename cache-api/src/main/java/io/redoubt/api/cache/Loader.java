package io.redoubt.api.cache;

import org.jspecify.annotations.Nullable;

/**
 * Fetches from its source what a region does not have.
 *
 * @param <K> what identifies a thing
 * @param <V> the thing
 */
@FunctionalInterface
public interface Loader<K, V> {

    /**
     * The thing, or null if there is none. Runs on the thread of one of the callers who miss it, or, where the region has a soft timeout or a
     * hard one shorter than the usual, or refreshes a value in the background, on a thread of the cache.
     *
     * @throws Exception whatever goes wrong; see {@link Region}
     */
    @Nullable
    V load(Load<K> load) throws Exception;
}
