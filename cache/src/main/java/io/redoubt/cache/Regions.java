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

/** Factory of the regions of a cache, and owner of their threads. Thread-safe. */
final class Regions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Regions.class);

    private final Function<String, RegionStore> stores;
    private final ValueCodec values;
    private final LongSupplier nanoTime;
    private final Random random = new SecureRandom();
    private final RegionThreads threads = new RegionThreads();
    private final WarmupRegistry warmups;
    private final Map<String, SharedRegionState> sharedStates = new ConcurrentHashMap<>();

    /**
     * Creates a factory.
     *
     * @param stores region stores by region name
     * @param warmupStores stores, by region name, through which the processes that warm a region coordinate
     */
    Regions(
            Function<String, RegionStore> stores,
            Function<String, ValueStore> warmupStores,
            ValueCodec values,
            LongSupplier nanoTime) {
        this.stores = stores;
        this.warmups = new WarmupRegistry(warmupStores, nanoTime);
        this.values = values;
        this.nanoTime = nanoTime;
    }

    <K, V> Region<K, V> region(RegionSpec<K, V> spec) {
        RegionPolicy policy = spec.policy();
        SharedRegionState shared = sharedStates.computeIfAbsent(spec.name(), this::newSharedState);
        RegionContext<K, V> context = new RegionContext<>(
                spec.name(),
                policy,
                shared,
                new EntryReader<>(shared, spec.type(), policy.schemaVersion(), values),
                new EntryEncoder(policy, values, random),
                new InFlightLoads<>(),
                new OutageBulkhead(policy.loadsWhileDown()),
                new RefreshBackoff(nanoTime),
                new RegionCounters(values.counters()),
                new HotKeyTracker<>(spec::text),
                new LogThrottle(nanoTime),
                random,
                nanoTime);
        Xfetch xfetch = new Xfetch(
                policy.refreshAhead(), () -> ThreadLocalRandom.current().nextDouble());
        return new DefaultRegion<>(spec, context, threads, warmups, xfetch);
    }

    private SharedRegionState newSharedState(String name) {
        RegionStore store = stores.apply(name);
        return new SharedRegionState(
                store, new InvalidationVersionCache(), new InvalidationRetryQueue(name, store, threads.retries()));
    }

    /** Ends the threads, within some seconds, and logs how many pending invalidations are lost. Idempotent. */
    @Override
    public void close() {
        warmups.close();
        threads.close();
        long left = sharedStates.values().stream()
                .mapToLong(shared -> shared.retryQueue().pending())
                .sum();
        if (left > 0) {
            LOG.warn(
                    "closed with {} invalidations that did not reach the store: what they concern stays there until it ends",
                    left);
        }
    }
}
