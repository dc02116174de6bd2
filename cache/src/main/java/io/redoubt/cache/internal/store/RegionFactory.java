package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;

/** Factory that creates cache {@link Region}s, each of which holds cached copies of one kind of data. Thread-safe. */
public interface RegionFactory {

    /**
     * Creates a region.
     *
     * @param values codec of its values, unless it has one of its own
     */
    <K, V> Region<K, V> region(RegionSpec<K, V> spec, ValueCodec values);
}
