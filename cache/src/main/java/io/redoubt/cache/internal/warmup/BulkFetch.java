package io.redoubt.cache.internal.warmup;

import io.redoubt.api.cache.BulkContextLoader;
import io.redoubt.api.cache.LoadedValue;
import java.util.Collection;
import java.util.Map;

/** Read of several values of a region, which loads and stores those that are missing. */
@FunctionalInterface
public interface BulkFetch<K, V> {

    /** Returns the value of each key with its origin. */
    Map<K, LoadedValue<V>> fetch(Collection<? extends K> keys, BulkContextLoader<K, ? extends V> loader);
}
