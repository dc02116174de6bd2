package io.redoubt.api.cache;

import java.util.Map;

/**
 * Fetches from its source, in one go, what a region does not have.
 *
 * @param <K> what identifies a thing
 * @param <V> the thing
 */
@FunctionalInterface
public interface BulkLoader<K, V> {

    /**
     * The things that there are, by their keys. A key that is not in the result has none, and is remembered as such where the
     * region has a negative time to live.
     *
     * @throws Exception whatever goes wrong; see {@link Region}
     */
    Map<K, ? extends V> load(BulkLoad<K> load) throws Exception;
}
