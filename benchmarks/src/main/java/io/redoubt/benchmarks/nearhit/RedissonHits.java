package io.redoubt.benchmarks.nearhit;

import io.redoubt.benchmarks.ServerAddress;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.config.Config;

/** Benchmark candidate that reads from Redisson's locally cached map ({@code RLocalCachedMap}). */
record RedissonHits(RedissonClient client, RLocalCachedMap<String, String> map) implements MeasuredCache {

    static MeasuredCache byDefault(ServerAddress redis) {
        return filled(redis, LocalCachedMapOptions.name("redisson-default"));
    }

    static MeasuredCache bounded(ServerAddress redis, int maxEntries) {
        return filled(
                redis,
                LocalCachedMapOptions.<String, String>name("redisson-bounded")
                        .cacheSize(maxEntries)
                        .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                        .timeToLive(MAX_AGE)
                        .reconnectionStrategy(LocalCachedMapOptions.ReconnectionStrategy.CLEAR));
    }

    private static MeasuredCache filled(ServerAddress redis, LocalCachedMapOptions<String, String> options) {
        Config config = new Config();
        config.useSingleServer().setAddress(redis.url()).setTimeout((int) TIMEOUT.toMillis());
        RedissonClient client = Redisson.create(config);
        RLocalCachedMap<String, String> map = client.getLocalCachedMap(options);
        map.putAll(MeasuredCache.values());
        MeasuredCache.keys().forEach(map::get);
        return new RedissonHits(client, map);
    }

    @Override
    public @Nullable String read(String key) {
        return map.get(key);
    }

    @Override
    public void close() {
        map.destroy();
        client.shutdown();
    }
}
