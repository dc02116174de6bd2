package io.redoubt.cache;

import io.redoubt.api.cache.RegionPolicy;
import io.redoubt.redis.core.LogThrottle;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * What the parts of one region object have in common. Thread-safe.
 *
 * @param name of the region
 * @param random unpredictable, for marks and times to live
 */
record Surroundings<K, V>(
        String name,
        RegionPolicy policy,
        RegionHome home,
        Reader<V> reader,
        Filler filler,
        Flights<K, V> flights,
        Outage outage,
        Pauses pauses,
        RegionCounts counts,
        KeyUse<K> use,
        LogThrottle throttle,
        Random random,
        LongSupplier nanoTime) {}
