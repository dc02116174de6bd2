package io.redoubt.cache;

import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionPolicy;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.redis.core.LogThrottle;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the regions of a cache, and owns their threads. Thread-safe. */
final class Regions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Regions.class);

    private final Function<String, RegionCells> cells;
    private final EncodedValues values;
    private final LongSupplier nanoTime;
    private final Random random = new SecureRandom();
    private final RegionThreads threads = new RegionThreads();
    private final Map<String, RegionHome> homes = new ConcurrentHashMap<>();

    Regions(Function<String, RegionCells> cells, EncodedValues values, LongSupplier nanoTime) {
        this.cells = cells;
        this.values = values;
        this.nanoTime = nanoTime;
    }

    <K, V> Region<K, V> region(RegionSpec<K, V> spec) {
        RegionPolicy policy = spec.policy();
        RegionHome home = homes.computeIfAbsent(spec.name(), this::newHome);
        Surroundings<K, V> around = new Surroundings<>(
                spec.name(),
                policy,
                home,
                new Reader<>(home, spec.type(), policy.schemaVersion(), values),
                new Filler(policy, values, random),
                new Flights<>(),
                new Outage(policy.loadsWhileDown()),
                new Pauses(nanoTime),
                new RegionCounts(values.counts()),
                new LogThrottle(nanoTime),
                random,
                nanoTime);
        Xfetch xfetch = new Xfetch(
                policy.refreshAhead(), () -> ThreadLocalRandom.current().nextDouble());
        return new LoadingRegion<>(spec, around, threads, xfetch);
    }

    private RegionHome newHome(String name) {
        RegionCells own = cells.apply(name);
        return new RegionHome(own, new Memo(), new Replay(name, own, threads.replays()));
    }

    /** Ends the threads, within some seconds; idempotent. Says what invalidations are lost by that. */
    @Override
    public void close() {
        threads.close();
        long left = homes.values().stream()
                .mapToLong(home -> home.replay().pending())
                .sum();
        if (left > 0) {
            LOG.warn(
                    "closed with {} invalidations that did not reach the store: what they concern stays there until it ends",
                    left);
        }
    }
}
