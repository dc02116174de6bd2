package io.redoubt.cache;

import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.WarmPlan;
import io.redoubt.api.cache.Warming;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Factory of the warmings of a cache, which closes those that are left open. Thread-safe. */
final class WarmingRegistry implements AutoCloseable {

    private final Function<String, ValueStore> warmingStores;
    private final LongSupplier nanoTime;
    private final Set<Warming> open = ConcurrentHashMap.newKeySet();

    /**
     * Creates a registry.
     *
     * @param warmingStores stores, by region name, through which the processes that warm a region coordinate
     */
    WarmingRegistry(Function<String, ValueStore> warmingStores, LongSupplier nanoTime) {
        this.warmingStores = warmingStores;
        this.nanoTime = nanoTime;
    }

    <K, V> Warming warming(Region<K, V> region, String name, WarmPlan<K, V> plan, HotKeyTracker<K> hotKeys) {
        Warming warming =
                new RegionWarming<>(name, region, plan, warmingStores.apply(name), hotKeys, nanoTime, open::remove);
        open.add(warming);
        return warming;
    }

    @Override
    public void close() {
        List.copyOf(open).forEach(Warming::close);
    }
}
