package io.redoubt.benchmarks.nearhit;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.MultiLevelCacheBuilder;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.DefaultCacheMonitor;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import io.lettuce.core.RedisClient;
import io.redoubt.benchmarks.ServerAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Benchmark candidate that reads from a JetCache with two levels, Caffeine and Redis, and with statistics. */
record JetCacheHits(RedisClient client, Cache<String, String> cache) implements MeasuredCache {

    static MeasuredCache of(ServerAddress redis, int maxEntries) {
        RedisClient client = RedisClient.create(redis.url());
        Cache<String, String> local = CaffeineCacheBuilder.createCaffeineCacheBuilder()
                .limit(maxEntries)
                .expireAfterWrite(MAX_AGE.toMinutes(), TimeUnit.MINUTES)
                .buildCache();
        Cache<String, String> remote = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(client)
                .keyPrefix("jetcache:")
                .keyConvertor(key -> key)
                .valueEncoder(JavaValueEncoder.INSTANCE)
                .valueDecoder(JavaValueDecoder.INSTANCE)
                .expireAfterWrite(TTL.toMinutes(), TimeUnit.MINUTES)
                .buildCache();
        Cache<String, String> both = MultiLevelCacheBuilder.createMultiLevelCacheBuilder()
                .addCache(local, remote)
                .addMonitor(new DefaultCacheMonitor("names"))
                .expireAfterWrite(MAX_AGE.toMinutes(), TimeUnit.MINUTES)
                .buildCache();
        MeasuredCache.values().forEach(both::put);
        return new JetCacheHits(client, both);
    }

    @Override
    public @Nullable String read(String key) {
        return cache.get(key);
    }

    @Override
    public void close() {
        cache.close();
        client.shutdown();
    }
}
