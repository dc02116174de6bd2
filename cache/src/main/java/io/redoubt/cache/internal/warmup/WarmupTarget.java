package io.redoubt.cache.internal.warmup;

import io.redoubt.api.cache.BulkContextLoader;
import java.util.Collection;

/** Interface that a cache warm-up uses to load missing values of a region in advance. Thread-safe. */
@FunctionalInterface
public interface WarmupTarget<K, V> {

    /**
     * Loads and stores those of these keys that are missing. These reads are not counted in the statistics.
     *
     * @return number of keys whose value exists and is not stored now
     */
    int warm(Collection<K> keys, BulkContextLoader<K, ? extends V> loader);
}
