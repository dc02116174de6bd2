package io.redoubt.cache.internal.region;

import io.redoubt.caffeine.LocalStore;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** Fixture of a region store under test: the store, its keys, and a client that changes them without the store. */
record RegionStoreFixture(EntryStore store, RegionKeys keys, ForeignClient foreignClient) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    static RegionStoreFixture on(Backend backend, String region) {
        return backend.feature(
                (driver, prefix) -> redis((RedisBackend) backend, region), nanoTime -> embedded(nanoTime, region));
    }

    /** Returns the store of a region on the same servers through another driver. */
    static EntryStore redis(RedisBackend backend, RedisDriver driver, String region) {
        RegionKeys keys = new RegionKeys(
                new KeyPrefix(backend.prefix()).space(KeyKind.REGION).start(), region);
        return new RedisEntryStore(new RedisOperations(driver, TIMEOUT, System::nanoTime), keys, TIMEOUT);
    }

    static RegionStoreFixture redis(RedisBackend backend, String region) {
        RegionKeys keys = new RegionKeys(
                new KeyPrefix(backend.prefix()).space(KeyKind.REGION).start(), region);
        RedisOperations calls = new RedisOperations(backend.driver(), TIMEOUT, System::nanoTime);
        return new RegionStoreFixture(new RedisEntryStore(calls, keys, TIMEOUT), keys, new RedisForeignClient(backend));
    }

    static RegionStoreFixture embedded(LongSupplier nanoTime, String region) {
        LocalStore<byte[]> store = LocalStore.bounded(1 << 24, (key, value) -> key.length() + value.length, nanoTime);
        return new RegionStoreFixture(
                new EmbeddedRegionStores(store, EmbeddedStoreContext.of(nanoTime, Instant.EPOCH)).region(region),
                new RegionKeys("region:", region),
                new LocalForeignClient(store));
    }
}
