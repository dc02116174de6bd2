package io.redoubt.cache.internal.region;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.cache.BatchWriter;
import io.redoubt.api.cache.CacheWriter;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.api.cache.WriteThroughSettings;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.cache.internal.near.ChangePublishers;
import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.cache.internal.near.ReportState;
import io.redoubt.cache.internal.store.RegionFactory;
import io.redoubt.cache.internal.store.ValueCodec;
import io.redoubt.cache.internal.warmup.HotKeyTracker;
import io.redoubt.cache.internal.warmup.WarmupFactory;
import io.redoubt.cache.internal.warmup.WarmupTarget;
import io.redoubt.cache.internal.writebehind.WriteBehindFactory;
import io.redoubt.cache.internal.writethrough.WriteThroughFactory;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.async.AsyncExecutor;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Factory that creates cache regions and owns the threads that these regions share. Closing the factory ends all
 * threads and background work of the regions. This includes warm-ups and write-behind queues. Thread-safe.
 */
public final class DefaultRegionFactory implements RegionFactory, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultRegionFactory.class);

    private final Function<String, EntryStore> stores;
    private final String keyStart;
    private final ChangeSource changeSource;
    private final ChangePublishers publishers;
    private final @Nullable NearCacheSettings nearByDefault;
    private final WarmupFactory warmups;
    private final WriteThroughFactory writeThroughs;
    private final WriteBehindFactory writeBehinds;
    private final LongSupplier nanoTime;
    private final Random random = new SecureRandom();
    private final RegionThreads threads;
    private final Map<String, SharedRegionState> sharedStates = new ConcurrentHashMap<>();

    /**
     * Creates a factory.
     *
     * @param stores stores of entries by region name
     * @param keyStart common prefix of the keys of all regions
     * @param changeSource reports changes of their keys; closed by the factory
     * @param publishers publish their changes to other processes; closed by the factory
     * @param nearByDefault settings of the near cache of each region that has none of its own; null for none
     */
    DefaultRegionFactory(
            Function<String, EntryStore> stores,
            String keyStart,
            ChangeSource changeSource,
            ChangePublishers publishers,
            @Nullable NearCacheSettings nearByDefault,
            WarmupFactory warmups,
            WriteThroughFactory writeThroughs,
            WriteBehindFactory writeBehinds,
            AsyncSettings async,
            LongSupplier nanoTime) {
        this.stores = stores;
        this.keyStart = keyStart;
        this.changeSource = changeSource;
        this.publishers = publishers;
        this.nearByDefault = nearByDefault;
        this.warmups = warmups;
        this.writeThroughs = writeThroughs;
        this.writeBehinds = writeBehinds;
        this.threads = new RegionThreads(async);
        this.nanoTime = nanoTime;
    }

    /**
     * Creates a factory of regions on Redis.
     *
     * @param timeout time limit of an operation on several entries
     * @param changeSource reports changes of their keys; closed by the factory
     * @param publishers publish their changes to other processes; closed by the factory
     */
    public static DefaultRegionFactory redis(
            RedisOperations calls,
            KeySpace space,
            Duration timeout,
            ChangeSource changeSource,
            ChangePublishers publishers,
            @Nullable NearCacheSettings nearByDefault,
            WarmupFactory warmups,
            WriteThroughFactory writeThroughs,
            WriteBehindFactory writeBehinds,
            AsyncSettings async,
            LongSupplier nanoTime) {
        return new DefaultRegionFactory(
                name -> new RedisEntryStore(calls, new RegionKeys(space.start(), name), timeout),
                space.start(),
                changeSource,
                publishers,
                nearByDefault,
                warmups,
                writeThroughs,
                writeBehinds,
                async,
                nanoTime);
    }

    /**
     * Creates a factory of regions in this process.
     *
     * @param changeSource reports changes of their keys; closed by the factory
     */
    @SuppressWarnings("unchecked") // the keys of regions only ever hold bytes
    public static DefaultRegionFactory embedded(
            LocalStore<?> local,
            ChangeSource changeSource,
            @Nullable NearCacheSettings nearByDefault,
            WarmupFactory warmups,
            WriteThroughFactory writeThroughs,
            WriteBehindFactory writeBehinds,
            AsyncSettings async,
            EmbeddedStoreContext environment) {
        EmbeddedRegionStores stores = new EmbeddedRegionStores((LocalStore<byte[]>) local, environment);
        return new DefaultRegionFactory(
                stores::region,
                EmbeddedRegionStores.START,
                changeSource,
                ChangePublishers.NONE,
                nearByDefault,
                warmups,
                writeThroughs,
                writeBehinds,
                async,
                environment.clock());
    }

    /** Returns the executor of asynchronous calls of the store. */
    public AsyncExecutor asyncCalls() {
        return threads.calls();
    }

    /** Returns the executor of asynchronous calls of a region. */
    AsyncExecutor asyncCalls(String region) {
        return threads.calls().group(region);
    }

    @Override
    public <K, V> Region<K, V> region(RegionSpec<K, V> specified, ValueCodec storeValues) {
        RegionSpec<K, V> spec = nearByDefault == null ? specified : specified.nearByDefault(nearByDefault);
        spec.ttl(); // rejects a specification without one
        ValueCodec values = spec.codec().map(storeValues::with).orElse(storeValues);
        SharedRegionState shared = sharedStates.computeIfAbsent(spec.name(), this::newSharedState);
        RegionLogger log = new RegionLogger(spec, nanoTime);
        NearCache<V> near = shared.nearCaches().of(spec, spec.codec().orElse(storeValues.codec()), values, log);
        if (spec.isWatchingInvalidations()) {
            shared.nearCaches().watchVersions();
        }
        RegionCounters counters = new RegionCounters(values.counters(), near);
        HotKeyTracker<K> hotKeys = new HotKeyTracker<>(spec::text);
        InFlightLoads<K, V> inFlightLoads = new InFlightLoads<>();
        RefreshBackoff refreshBackoff = new RefreshBackoff(nanoTime);
        StoredEntryReader<V> reader = new StoredEntryReader<>(
                shared, spec, values.readFrom("region " + spec.name() + ", key " + spec.template()), near);
        EntryEncoder encoder = new EntryEncoder(spec, values, random);
        LoadPermitCoordinator<K, V> loadPermits =
                new LoadPermitCoordinator<>(spec, shared, reader, encoder, inFlightLoads, refreshBackoff, log);
        LoadCommitter<K, V> committer =
                new LoadCommitter<>(spec, shared, encoder, loadPermits, inFlightLoads, counters, log);
        EntryLoader<K, V> entryLoader =
                new EntryLoader<>(spec, loadPermits, committer, inFlightLoads, counters, hotKeys, nanoTime);
        Refresher<K, V> refresher =
                new Refresher<>(entryLoader, counters, threads.refreshes().group(spec.name()), log);
        ReadThroughFetcher<K, V> fetcher = new ReadThroughFetcher<>(
                spec,
                reader,
                entryLoader,
                refresher,
                inFlightLoads,
                refreshBackoff,
                near,
                log,
                threads.loads().group(spec.name()),
                nanoTime);
        EntryMutator<V> changes = new EntryMutator<>(spec, shared, reader, encoder, inFlightLoads);
        NearCacheReader<K, V> nearReader = new NearCacheReader<>(spec, near, fetcher, hotKeys, nanoTime);
        return new DefaultRegion<>(spec, this, shared, reader, fetcher, changes, counters, hotKeys, values, nearReader);
    }

    <K, V> WriteThrough<K, V> writeThrough(
            RegionSpec<K, V> spec,
            WriteThroughSettings settings,
            Region<K, V> region,
            CacheWriter<? super K, ? super V> writer) {
        return writeThroughs.writeThrough(spec, settings, region, writer);
    }

    <K, V> WriteBehind<K, V> writeBehind(
            RegionSpec<K, V> spec,
            WriteBehindSettings settings,
            Region<K, V> region,
            ValueCodec values,
            BatchWriter<K, V> writer) {
        return writeBehinds.writeBehind(spec, settings, region, values, writer);
    }

    <K, V> Warmup warmup(
            RegionSpec<K, V> spec, WarmupTarget<K, V> region, WarmupPlan<K, V> plan, HotKeyTracker<K> hotKeys) {
        return warmups.warmup(spec, region, plan, hotKeys);
    }

    /**
     * Returns the health check of the near caches of all regions and key prefixes.
     *
     * @param prefixes returns the states of the reports on which near caches of key prefixes rely, by prefix
     */
    public HealthCheck nearHealth(Supplier<Map<String, ReportState.Status>> prefixes) {
        return new NearHealthCheck(sharedStates, prefixes);
    }

    private SharedRegionState newSharedState(String name) {
        return SharedRegionState.of(
                name, stores.apply(name), keyStart, changeSource, publishers, threads.retries(), nanoTime);
    }

    /** Ends the threads, within some seconds, and logs how many pending invalidations are lost. Idempotent. */
    @Override
    public void close() {
        threads.calls().close();
        writeBehinds.close(); // before the regions, since its threads still invalidate entries
        warmups.close();
        threads.close();
        changeSource.close();
        publishers.close();
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
