package io.redoubt.cache;

import io.redoubt.caffeine.LocalStore;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The cells of a region that are tested, their keys, and whoever else gets at them. */
record Bench(RegionCells cells, RegionKeys keys, OtherPrograms others) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    static Bench on(Backend backend, String region) {
        return backend.feature(
                (driver, prefix) -> redis((RedisBackend) backend, region), nanoTime -> embedded(nanoTime, region));
    }

    static Bench redis(RedisBackend backend, String region) {
        RegionKeys keys = new RegionKeys(
                new KeyPrefix(backend.prefix()).space(KeyKind.REGION).start(), region);
        RedisCalls calls = new RedisCalls(backend.driver(), TIMEOUT, System::nanoTime);
        return new Bench(new RedisRegionCells(calls, keys, TIMEOUT), keys, new OtherClients(backend));
    }

    static Bench embedded(LongSupplier nanoTime, String region) {
        LocalStore<byte[]> store = LocalStore.bounded(1 << 24, (key, value) -> key.length() + value.length, nanoTime);
        return new Bench(
                new EmbeddedRegions(store, nanoTime).region(region),
                new RegionKeys("region:", region),
                new SameStore(store));
    }
}
