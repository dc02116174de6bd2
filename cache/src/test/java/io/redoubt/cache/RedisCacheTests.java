package io.redoubt.cache;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisRun;
import io.redoubt.tck.cache.RedisCacheContract;
import io.redoubt.tck.cache.RedisStructuresContract;
import org.junit.jupiter.api.Nested;

/** The contracts that the cache keeps on Redis, through one driver on one deployment. */
abstract class RedisCacheTests extends CacheTests {

    private final RedisRun run;

    RedisCacheTests(RedisRun run) {
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
        protected CacheStore open(Backend backend) {
            return store(backend);
        }
    }

    @Nested
    class StructuresOnTheWire extends RedisStructuresContract {
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
