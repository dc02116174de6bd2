package io.redoubt.cache;

import io.redoubt.caffeine.LocalStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The regions in one local store: those of one name share their entries and stamps. Thread-safe. */
final class EmbeddedRegions {

    private static final String START = "region:";

    private final LocalStore<byte[]> store;
    private final LongSupplier micros;
    private final Map<String, RegionCells> regions = new ConcurrentHashMap<>();

    /**
     * @param nanoTime the monotonic clock by which stamps grow
     */
    EmbeddedRegions(LocalStore<byte[]> store, LongSupplier nanoTime) {
        this.store = store;
        long start = nanoTime.getAsLong();
        this.micros = () -> (nanoTime.getAsLong() - start) / 1_000;
    }

    /** The cells of the regions of one name; the same object every time. */
    RegionCells region(String name) {
        return regions.computeIfAbsent(name, this::newRegion);
    }

    private RegionCells newRegion(String name) {
        RegionKeys keys = new RegionKeys(START, name);
        return new EmbeddedRegionCells(store, keys, new EmbeddedStamps(store, keys, micros));
    }
}
