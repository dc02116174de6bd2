package io.redoubt.cache.internal.region;

import io.redoubt.caffeine.LocalStore;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Registry of the in-memory storage of all cache regions, with one {@link EntryStore} per region name. Thread-safe. */
final class EmbeddedRegionStores {

    /** Common prefix of the keys of all regions. */
    static final String START = "region:";

    private final LocalStore<byte[]> store;
    private final StoreInterceptor gate;
    private final LongSupplier micros;
    private final Map<String, EntryStore> regions = new ConcurrentHashMap<>();

    /**
     * Creates a registry.
     *
     * @param environment with the clock from which the numbers of versions are taken
     */
    EmbeddedRegionStores(LocalStore<byte[]> store, EmbeddedStoreContext environment) {
        MonotonicClock nanoTime = environment.clock();
        this.store = store;
        this.gate = environment.gate();
        long start = nanoTime.getAsLong();
        this.micros = () -> (nanoTime.getAsLong() - start) / 1_000;
    }

    /** Returns the store of the regions of one name, the same object every time. */
    EntryStore region(String name) {
        return regions.computeIfAbsent(name, this::newRegion);
    }

    private EntryStore newRegion(String name) {
        RegionKeys keys = new RegionKeys(START, name);
        return new EmbeddedEntryStore(store, keys, new EmbeddedTagVersionStore(store, keys, micros), gate);
    }
}
