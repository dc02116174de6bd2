package io.redoubt.cache;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.cache.CacheUnderTest;
import io.redoubt.tck.cache.RedisCacheContract;
import io.redoubt.tck.cache.RedisNearRegionContract;
import io.redoubt.tck.cache.RedisNearValueContract;
import io.redoubt.tck.cache.RedisRegionContract;
import io.redoubt.tck.cache.RedisStructuresContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** Base class of the cache's contract tests on Redis, one subclass for each driver and deployment. */
abstract class RedisCacheTests extends CacheTests {

    private final RedisBackendFactory run;

    RedisCacheTests(RedisBackendFactory run) {
        this.run = run;
    }

    @Override
    final RedisBackend newBackend() {
        return run.backend();
    }

    @Nested
    class OnTheWire extends RedisCacheContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return cache(backend);
        }
    }

    @Nested
    class StructuresOnTheWire extends RedisStructuresContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return cache(backend);
        }
    }

    @Nested
    class NearRegions extends RedisNearRegionContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return cache(backend);
        }
    }

    @Nested
    class NearValues extends RedisNearValueContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend, Map<String, NearCacheSettings> near) {
            return cache(backend, near);
        }
    }

    @Nested
    class RegionsOnTheWire extends RedisRegionContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return cache(backend);
        }
    }
}
