package io.redoubt.cache;

import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.WarmPlan;
import io.redoubt.api.cache.Warming;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Makes the warmings of a cache, and closes those that are left open. Thread-safe. */
final class Warmings implements AutoCloseable {

    private final Function<String, Cells> notes;
    private final LongSupplier nanoTime;
    private final Set<Warming> open = ConcurrentHashMap.newKeySet();

    /** @param notes where the processes that warm a region leave word for each other */
    Warmings(Function<String, Cells> notes, LongSupplier nanoTime) {
        this.notes = notes;
        this.nanoTime = nanoTime;
    }

    <K, V> Warming warming(Region<K, V> region, String name, WarmPlan<K, V> plan, KeyUse<K> use) {
        Warming warming = new RegionWarming<>(name, region, plan, notes.apply(name), use, nanoTime, open::remove);
        open.add(warming);
        return warming;
    }

    @Override
    public void close() {
        List.copyOf(open).forEach(Warming::close);
    }
}
