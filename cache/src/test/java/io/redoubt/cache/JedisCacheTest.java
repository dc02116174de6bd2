package io.redoubt.cache;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.cache.CacheStoreContract;
import io.redoubt.tck.cache.CounterContract;
import io.redoubt.tck.cache.RedisCacheContract;
import io.redoubt.tck.cache.RegionContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The contracts of the cache, on Redis through Jedis. */
@DisplayName("Cache, jedis")
final class JedisCacheTest {

    @Nested
    class Store extends CacheStoreContract {
        @Override
        protected Backend backend() {
            return Backends.jedis();
        }

        @Override
        protected CacheStore open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class Counters extends CounterContract {
        @Override
        protected Backend backend() {
            return Backends.jedis();
        }

        @Override
        protected CacheStore open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class Regions extends RegionContract {
        @Override
        protected Backend backend() {
            return Backends.jedis();
        }

        @Override
        protected CacheStore open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class OnTheWire extends RedisCacheContract {
        @Override
        protected RedisBackend backend() {
            return Backends.jedis();
        }

        @Override
        protected CacheStore open(Backend backend) {
            return Backends.open(backend);
        }
    }
}
