package io.redoubt.cache;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.json.JsonCodec;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.cache.CacheStoreContract;
import io.redoubt.tck.cache.CounterContract;
import io.redoubt.tck.cache.RegionContract;
import io.redoubt.tck.cache.WarmingContract;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** The contracts that the cache keeps on every backend. */
abstract class CacheTests {

    /** The backend for one test. */
    abstract Backend newBackend();

    static CacheStore store(Backend backend) {
        return backend.feature(
                        (driver, prefix) ->
                                Caches.redis(driver, Duration.ofSeconds(5), settings(prefix), System::nanoTime),
                        nanoTime -> Caches.embedded(64L << 20, settings(""), nanoTime))
                .store();
    }

    private static CacheSettings settings(String prefix) {
        return new CacheSettings(JsonCodec.create(), prefix, CacheSettings.DEFAULT_MAX_VALUE_BYTES);
    }

    @Nested
    class Store extends CacheStoreContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheStore open(Backend backend) {
            return store(backend);
        }
    }

    @Nested
    class Counters extends CounterContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheStore open(Backend backend) {
            return store(backend);
        }
    }

    @Nested
    class Regions extends RegionContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheStore open(Backend backend) {
            return store(backend);
        }
    }

    @Nested
    class Warmings extends WarmingContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheStore open(Backend backend) {
            return store(backend);
        }
    }
}
