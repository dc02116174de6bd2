package io.redoubt.cache.internal.region;

import io.redoubt.caffeine.LocalStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Registry of the region stores in one local store; regions of the same name share their entries and versions.
 * Thread-safe.
 */
final class EmbeddedRegionStores {

    private static final String START = "region:";

    private final LocalStore<byte[]> store;
    private final LongSupplier micros;
    private final Map<String, EntryStore> regions = new ConcurrentHashMap<>();

    /**
     * Creates a registry.
     *
     * @param nanoTime monotonic clock from which the numbers of versions are taken
     */
    EmbeddedRegionStores(LocalStore<byte[]> store, LongSupplier nanoTime) {
        this.store = store;
        long start = nanoTime.getAsLong();
        this.micros = () -> (nanoTime.getAsLong() - start) / 1_000;
    }

    /** Returns the store of the regions of one name, the same object every time. */
    EntryStore region(String name) {
        return regions.computeIfAbsent(name, this::newRegion);
    }

    private EntryStore newRegion(String name) {
        RegionKeys keys = new RegionKeys(START, name);
        return new EmbeddedEntryStore(store, keys, new EmbeddedTagVersionStore(store, keys, micros));
    }
}
