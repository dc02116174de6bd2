package io.redoubt.cache.internal.writebehind;

import io.redoubt.cache.CacheSettings;
import io.redoubt.cache.CacheStoreFactory;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.cache.CacheUnderTest;
import io.redoubt.tck.cache.WriteBehindContract;
import io.redoubt.tck.cache.WriteBehindFailureContract;
import io.redoubt.tck.cache.WriteThroughContract;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;

/** Contract tests of write-through and write-behind that apply to every backend. */
abstract class SourceWriteTests {

    /** Timeout of calls that must succeed on a busy machine. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    /** Returns the backend for one test. */
    abstract Backend newBackend();

    static CacheUnderTest cache(Backend backend) {
        CacheStoreFactory caches = backend.feature(
                (driver, prefix) -> CacheStoreFactory.redis(driver, PATIENT, settings(prefix), System::nanoTime),
                nanoTime -> CacheStoreFactory.embedded(
                        64L << 20, settings(""), EmbeddedStoreContext.of(nanoTime, Instant.EPOCH)));
        return new CacheUnderTest(caches.store(), caches::close);
    }

    static CacheSettings settings(String prefix) {
        return new CacheSettings(JsonCodec.create(), prefix, CacheSettings.DEFAULT_MAX_VALUE_BYTES);
    }

    @Nested
    class Behind extends WriteBehindContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return cache(backend);
        }
    }

    @Nested
    class BehindFailures extends WriteBehindFailureContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return cache(backend);
        }
    }

    @Nested
    class Through extends WriteThroughContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return cache(backend);
        }
    }
}
