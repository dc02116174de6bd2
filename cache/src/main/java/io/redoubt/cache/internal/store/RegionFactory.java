package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.BatchWriter;
import io.redoubt.api.cache.CacheWriter;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSpec;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.api.cache.WriteThroughSpec;

/** Factory of the regions of a cache store. Thread-safe. */
public interface RegionFactory {

    /**
     * Creates a region.
     *
     * @param values codec of its values, unless it has one of its own
     */
    <K, V> Region<K, V> region(RegionSpec<K, V> spec, ValueCodec values);

    <K, V> WriteThrough<K, V> writeThrough(
            WriteThroughSpec<K> spec, Region<K, V> region, CacheWriter<? super K, ? super V> writer);

    /**
     * Creates a write-behind.
     *
     * @param values codec of its values, unless its region has one of its own
     */
    <K, V> WriteBehind<K, V> writeBehind(
            WriteBehindSpec<K, V> spec, Region<K, V> region, BatchWriter<K, V> writer, ValueCodec values);
}
