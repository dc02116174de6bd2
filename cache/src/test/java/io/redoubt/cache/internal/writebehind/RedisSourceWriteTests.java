package io.redoubt.cache.internal.writebehind;

import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.cache.CacheUnderTest;
import io.redoubt.tck.cache.RedisWriteBehindContract;
import org.junit.jupiter.api.Nested;

/** Contract tests of write-through and write-behind on Redis, through one driver on one deployment. */
abstract class RedisSourceWriteTests extends SourceWriteTests {

    private final RedisBackendFactory run;

    RedisSourceWriteTests(RedisBackendFactory run) {
        this.run = run;
    }

    @Override
    final RedisBackend newBackend() {
        return run.backend();
    }

    @Nested
    class OnRedis extends RedisWriteBehindContract {
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
