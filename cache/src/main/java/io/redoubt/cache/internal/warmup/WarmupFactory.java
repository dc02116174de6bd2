package io.redoubt.cache.internal.warmup;

import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.cache.internal.store.ValueStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Factory that creates {@link Warmup} objects for a cache, and closes those that are still open when the cache closes.
 * Thread-safe.
 */
public final class WarmupFactory implements AutoCloseable {

    private final Function<String, ValueStore> warmupStores;
    private final LongSupplier nanoTime;
    private final Set<Warmup> open = ConcurrentHashMap.newKeySet();

    /**
     * Creates a registry.
     *
     * @param warmupStores stores, by region name, through which the processes that warm a region coordinate
     */
    public WarmupFactory(Function<String, ValueStore> warmupStores, LongSupplier nanoTime) {
        this.warmupStores = warmupStores;
        this.nanoTime = nanoTime;
    }

    /** Returns a warm-up of a region. */
    public <K, V> Warmup warmup(
            RegionSpec<K, V> spec, WarmupTarget<K, V> region, WarmupPlan<K, V> plan, HotKeyTracker<K> hotKeys) {
        String name = spec.name();
        Function<String, ? extends K> fromText = plan.keys() instanceof WarmupPlan.Keys.Hottest
                ? spec.fromText("the warm-up of the hottest keys")
                : text -> {
                    throw new IllegalStateException("the application lists the keys");
                };
        Warmup warmup = new RegionWarmup<>(
                name, region, plan, warmupStores.apply(name), fromText, hotKeys, nanoTime, open::remove);
        open.add(warmup);
        return warmup;
    }

    @Override
    public void close() {
        List.copyOf(open).forEach(Warmup::close);
    }
}
