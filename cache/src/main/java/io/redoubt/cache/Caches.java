package io.redoubt.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.ServerStatistics;
import io.redoubt.cache.behind.SourceWrites;
import io.redoubt.caffeine.Fill;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.SystemClock;
import io.redoubt.redis.core.driver.RedisDriver;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Factory of a {@link CacheStore}, which also owns the background threads of the store and its regions.
 * Thread-safe.
 */
public final class Caches implements AutoCloseable {

    /** Suffix of the name under which a region keeps data that is not an entry. No region name ends with it. */
    private static final String WARMING_SUFFIX = "!";

    private final DefaultCacheStore store;

    private Caches(DefaultCacheStore store) {
        this.store = store;
    }

    /**
     * Creates a cache on Redis.
     *
     * @param driver not closed by the cache; must be closed after it
     * @param timeout time limit of a call
     * @param nanoTime the monotonic clock
     */
    public static Caches redis(RedisDriver driver, Duration timeout, CacheSettings settings, LongSupplier nanoTime) {
        KeyPrefix prefix = new KeyPrefix(settings.keyPrefix());
        RedisOperations calls = new RedisOperations(driver, timeout, nanoTime);
        KeySpace space = prefix.space(KeyKind.CACHE);
        String cache = KeyKind.CACHE.segment();
        RedisKeyspace keyspace = new RedisKeyspace(calls, space, cache);
        CacheBackend backend = new CacheBackend(
                new RedisValueStore(calls, space, cache),
                new RedisSetStore(keyspace),
                new RedisListStore(keyspace),
                new RedisLeaderboardStore(keyspace),
                new RedisPatternDeletion(keyspace, nanoTime),
                new RedisServerStatistics(keyspace),
                () -> 0);
        String start = prefix.space(KeyKind.REGION).start();
        SourceWrites writes = SourceWrites.redis(
                driver, timeout, settings.keyPrefix(), settings.codec(), settings.maxValueBytes(), nanoTime);
        return on(
                backend,
                settings,
                nanoTime,
                writes,
                name -> new RedisRegionStore(calls, new RegionKeys(start, name), timeout),
                name -> new RedisValueStore(
                        calls,
                        prefix.space(KeyKind.REGION).within(name + WARMING_SUFFIX),
                        KeyKind.REGION.segment() + ":" + name));
    }

    /**
     * Creates a cache in this process, on Caffeine.
     *
     * @param maxBytes memory limit in bytes, counting keys, values and a fixed cost for each entry; beyond it
     *     entries are evicted
     * @param nanoTime the monotonic clock by which entries expire
     * @throws InvalidInputException if the limit is less than the largest value and its key
     */
    public static Caches embedded(long maxBytes, CacheSettings settings, LongSupplier nanoTime) {
        long min = (long) settings.maxValueBytes() + (1 << 12);
        if (maxBytes < min) {
            throw new InvalidInputException("the embedded store must be allowed at least " + min
                    + " bytes, for one value of maxValueBytes and its key, but was given " + maxBytes);
        }
        LocalStore<Object> local = LocalStore.bounded(maxBytes, LocalKeyspace::weight, nanoTime);
        LocalKeyspace keyspace = new LocalKeyspace(local, KeyKind.CACHE.segment() + ":");
        CacheBackend backend = new CacheBackend(
                new EmbeddedValueStore(keyspace),
                new EmbeddedSetStore(keyspace),
                new EmbeddedListStore(keyspace),
                new EmbeddedLeaderboardStore(keyspace),
                new EmbeddedPatternDeletion(keyspace),
                () -> {
                    RedoubtInterruptedException.throwIfInterrupted("cache.serverStatistics");
                    return statistics(local.fill());
                },
                local::evicted);
        SourceWrites writes =
                SourceWrites.embedded(settings.codec(), settings.maxValueBytes(), nanoTime, SystemClock.now());
        return on(
                backend,
                settings,
                nanoTime,
                writes,
                new EmbeddedRegionStores(bytes(local), nanoTime)::region,
                name -> new EmbeddedValueStore(
                        new LocalKeyspace(local, KeyKind.REGION.segment() + ":" + name + WARMING_SUFFIX + ":")));
    }

    /** Returns the same store typed for regions, whose keys only ever hold bytes. */
    @SuppressWarnings("unchecked")
    private static LocalStore<byte[]> bytes(LocalStore<?> local) {
        return (LocalStore<byte[]>) local;
    }

    private static ServerStatistics statistics(Fill fill) {
        return new ServerStatistics(
                1, fill.entries(), fill.weight(), fill.maximumWeight(), fill.evicted(), fill.expired());
    }

    private static Caches on(
            CacheBackend backend,
            CacheSettings settings,
            LongSupplier nanoTime,
            SourceWrites writes,
            Function<String, RegionStore> regions,
            Function<String, ValueStore> warmupStores) {
        ValueCodec values = new ValueCodec(settings.codec(), settings.maxValueBytes(), new CacheCounters(), nanoTime);
        return new Caches(
                new DefaultCacheStore(backend, values, new Regions(regions, warmupStores, values, nanoTime), writes));
    }

    /** Returns the store. */
    public CacheStore store() {
        return store;
    }

    /**
     * Ends all background work, within a few seconds plus the time that write-behind has for writing what is
     * queued. Idempotent.
     */
    @Override
    public void close() {
        store.close();
    }
}
