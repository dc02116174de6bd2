package io.redoubt.cache;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.cache.RedisCacheContract;
import org.junit.jupiter.api.Nested;

/** The contracts that the cache keeps on Redis, through one driver. */
abstract class RedisCacheTests extends CacheTests {

    private final RedisDriverProvider provider;

    RedisCacheTests(RedisDriverProvider provider) {
        this.provider = provider;
    }

    @Override
    final RedisBackend newBackend() {
        return Backend.redis(provider);
    }

    @Nested
    class OnTheWire extends RedisCacheContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected CacheStore open(Backend backend) {
            return store(backend);
        }
    }
}
