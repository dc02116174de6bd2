package io.redoubt.cache;

import io.redoubt.api.cache.RegionPolicy;
import io.redoubt.redis.core.LogThrottle;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Collaborators that the parts of one region object share. Thread-safe.
 *
 * @param name of the region
 * @param random unpredictable, for tokens and jitter of times to live
 */
record RegionContext<K, V>(
        String name,
        RegionPolicy policy,
        SharedRegionState shared,
        EntryReader<V> reader,
        EntryEncoder encoder,
        InFlightLoads<K, V> inFlightLoads,
        OutageBulkhead outageBulkhead,
        RefreshBackoff refreshBackoff,
        RegionCounters counters,
        HotKeyTracker<K> hotKeys,
        LogThrottle throttle,
        Random random,
        LongSupplier nanoTime) {}
