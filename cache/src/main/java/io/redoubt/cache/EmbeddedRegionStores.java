package io.redoubt.cache;

import io.redoubt.caffeine.LocalStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The regions in one local store: those of one name share their entries and stamps. Thread-safe. */
final class EmbeddedRegionStores {

    private static final String START = "region:";

    private final LocalStore<byte[]> store;
    private final LongSupplier micros;
    private final Map<String, RegionStore> regions = new ConcurrentHashMap<>();

    /**
     * @param nanoTime the monotonic clock by which stamps grow
     */
    EmbeddedRegionStores(LocalStore<byte[]> store, LongSupplier nanoTime) {
        this.store = store;
        long start = nanoTime.getAsLong();
        this.micros = () -> (nanoTime.getAsLong() - start) / 1_000;
    }

    /** The cells of the regions of one name; the same object every time. */
    RegionStore region(String name) {
        return regions.computeIfAbsent(name, this::newRegion);
    }

    private RegionStore newRegion(String name) {
        RegionKeys keys = new RegionKeys(START, name);
        return new EmbeddedRegionStore(store, keys, new EmbeddedInvalidationVersions(store, keys, micros));
    }
}
