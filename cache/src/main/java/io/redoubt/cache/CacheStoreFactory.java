package io.redoubt.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.cache.internal.near.ChangePublishers;
import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.cache.internal.near.ChangeSubscriber;
import io.redoubt.cache.internal.near.EmbeddedChangeSource;
import io.redoubt.cache.internal.near.RedisChangePublishers;
import io.redoubt.cache.internal.region.DefaultRegionFactory;
import io.redoubt.cache.internal.store.CacheBackend;
import io.redoubt.cache.internal.store.CacheCounters;
import io.redoubt.cache.internal.store.DefaultCacheStore;
import io.redoubt.cache.internal.store.NearValueCaches;
import io.redoubt.cache.internal.store.ValueCodec;
import io.redoubt.cache.internal.warmup.WarmupFactory;
import io.redoubt.cache.internal.writebehind.WriteBehindFactory;
import io.redoubt.cache.internal.writethrough.WriteThroughFactory;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.MonotonicClock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Factory that creates a {@link CacheStore} on Redis or in memory. Closing the factory ends the background work of
 * the store. One object creates one store. Thread-safe.
 */
public final class CacheStoreFactory implements AutoCloseable {

    private final CacheStore store;
    private final DefaultRegionFactory regions;
    private final HealthCheck nearHealth;

    private CacheStoreFactory(
            CacheBackend backend, ValueCodec values, DefaultRegionFactory regions, NearValueCaches near) {
        this.store = new DefaultCacheStore(backend, values, regions, regions.asyncCalls());
        this.regions = regions;
        this.nearHealth = regions.nearHealth(near::states);
    }

    /**
     * Creates a cache on Redis.
     *
     * @param driver not closed by the cache; must be closed after it
     * @param timeout time limit of a call
     * @param nanoTime the monotonic clock
     */
    public static CacheStoreFactory redis(
            RedisDriver driver, Duration timeout, CacheSettings settings, LongSupplier nanoTime) {
        RedisOperations calls = new RedisOperations(driver, timeout, nanoTime);
        KeyPrefix prefix = new KeyPrefix(settings.keyPrefix());
        KeySpace behind = prefix.space(KeyKind.BEHIND);
        ValueCodec values = values(settings, nanoTime);
        ChangeSource changes = new ChangeSubscriber(driver, timeout);
        ChangePublishers publishers =
                new RedisChangePublishers(driver, timeout, RedisChangePublishers.RETRY_PAUSE, nanoTime);
        NearValueCaches near = NearValueCaches.of(
                settings.nearPrefixes(),
                prefix.space(KeyKind.CACHE).start(),
                prefix.changeChannel(KeyKind.CACHE),
                changes,
                publishers,
                values.counters(),
                nanoTime);
        CacheBackend backend = CacheBackend.redis(calls, prefix, near, nanoTime);
        DefaultRegionFactory regions = DefaultRegionFactory.redis(
                calls,
                prefix.space(KeyKind.REGION),
                timeout,
                changes,
                publishers,
                settings.near(),
                new WarmupFactory(backend::besideRegion, nanoTime),
                WriteThroughFactory.redis(calls, behind, nanoTime),
                WriteBehindFactory.redis(calls, behind, nanoTime),
                settings.async(),
                nanoTime);
        return new CacheStoreFactory(backend, values, regions, near);
    }

    /**
     * Creates a cache in this process, on Caffeine.
     *
     * @param maxBytes memory limit in bytes, counting keys, values and a fixed cost for each entry; beyond it
     *     entries are evicted
     * @param environment with the clock by which entries expire
     * @throws InvalidInputException if the limit is less than the largest value and its key
     */
    public static CacheStoreFactory embedded(long maxBytes, CacheSettings settings, EmbeddedStoreContext environment) {
        long min = (long) settings.maxValueBytes() + (1 << 12);
        if (maxBytes < min) {
            throw new InvalidInputException("the embedded store must be allowed at least " + min
                    + " bytes, for one value of maxValueBytes and its key, but was given " + maxBytes);
        }
        MonotonicClock nanoTime = environment.clock();
        ValueCodec values = values(settings, nanoTime);
        ChangeSource changes = new EmbeddedChangeSource(environment.gate());
        NearValueCaches near = NearValueCaches.of(
                settings.nearPrefixes(),
                CacheBackend.EMBEDDED_START,
                "",
                changes,
                ChangePublishers.NONE,
                values.counters(),
                nanoTime);
        LocalStore<Object> local = CacheBackend.localStore(maxBytes, near, nanoTime);
        CacheBackend backend = CacheBackend.embedded(local, near, environment.gate());
        DefaultRegionFactory regions = DefaultRegionFactory.embedded(
                local,
                changes,
                settings.near(),
                new WarmupFactory(backend::besideRegion, nanoTime),
                WriteThroughFactory.embedded(environment),
                WriteBehindFactory.embedded(environment),
                settings.async(),
                environment);
        return new CacheStoreFactory(backend, values, regions, near);
    }

    private static ValueCodec values(CacheSettings settings, LongSupplier nanoTime) {
        return new ValueCodec(settings.codec(), settings.maxValueBytes(), new CacheCounters(), nanoTime);
    }

    /** Returns the store. */
    public CacheStore store() {
        return store;
    }

    /**
     * Returns a check named {@code near}: DEGRADED while the near cache of a region or key prefix is not in use, with
     * its name and the reason, otherwise UP. Never DOWN, since reads work without near caches. Does no I/O.
     */
    public HealthCheck nearHealth() {
        return nearHealth;
    }

    /**
     * Ends all background work, within a few seconds plus the time that write-behind has for writing what is
     * queued. Idempotent.
     */
    @Override
    public void close() {
        regions.close();
    }
}
