package io.redoubt.benchmarks.nearhit;

import io.redoubt.benchmarks.ServerAddress;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.csc.CacheConfig;
import redis.clients.jedis.csc.DefaultCache;
import redis.clients.jedis.csc.DefaultCacheable;
import redis.clients.jedis.csc.EvictionPolicy;

/** Benchmark candidate that reads from the client-side cache of Jedis. */
record JedisHits(RedisClient client) implements MeasuredCache {

    static MeasuredCache of(ServerAddress redis, int maxEntries) {
        RedisClient client = RedisClient.builder()
                .hostAndPort(new HostAndPort(redis.host(), redis.port()))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .protocol(RedisProtocol.RESP3)
                        .timeoutMillis((int) TIMEOUT.toMillis())
                        .build())
                .cacheConfig(CacheConfig.builder()
                        .maxSize(maxEntries)
                        .cacheClass(OnAnyServer.class)
                        .build())
                .build();
        MeasuredCache.values().forEach(client::set);
        MeasuredCache.keys().forEach(client::get);
        return new JedisHits(client);
    }

    @Override
    public @Nullable String read(String key) {
        return client.get(key);
    }

    @Override
    public void close() {
        client.close();
    }

    /**
     * Default cache of Jedis with the check of the server's version switched off. Jedis would refuse to use it on Redis
     * before 7.4 and on Valkey.
     */
    public static final class OnAnyServer extends DefaultCache {

        /** Called by Jedis. */
        public OnAnyServer(int maxSize, EvictionPolicy evictionPolicy) {
            super(maxSize, DefaultCacheable.INSTANCE, evictionPolicy);
        }

        @Override
        public boolean compatibilityMode() {
            return true;
        }
    }
}
