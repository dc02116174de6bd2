package io.redoubt.cache;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.async.AsyncCallContract;
import io.redoubt.tck.async.AsyncFeatureUnderTest;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.cache.AsyncCacheStoreContract;
import io.redoubt.tck.cache.AsyncRegionContract;
import io.redoubt.tck.cache.CacheCodecContract;
import io.redoubt.tck.cache.CacheInterruptContract;
import io.redoubt.tck.cache.CacheStoreContract;
import io.redoubt.tck.cache.CacheUnderTest;
import io.redoubt.tck.cache.CounterContract;
import io.redoubt.tck.cache.DeleteMatchingContract;
import io.redoubt.tck.cache.LeaderboardContract;
import io.redoubt.tck.cache.RegionBulkContract;
import io.redoubt.tck.cache.RegionContract;
import io.redoubt.tck.cache.RegionFreshnessContract;
import io.redoubt.tck.cache.RegionInvalidationContract;
import io.redoubt.tck.cache.RegionUpdateContract;
import io.redoubt.tck.cache.SharedListContract;
import io.redoubt.tck.cache.SharedSetContract;
import io.redoubt.tck.cache.StructuresContract;
import io.redoubt.tck.cache.WarmupContract;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;

/** Base class of the cache's contract tests, one subclass for each backend. */
abstract class CacheTests {

    /** Time limit of calls that must succeed, even on a busy machine. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    /** Returns the backend for one test. */
    abstract Backend newBackend();

    static CacheUnderTest cache(Backend backend) {
        return cache(backend, AsyncSettings.defaults());
    }

    static CacheUnderTest cache(Backend backend, AsyncSettings async) {
        return cache(backend, prefix -> settings(prefix, async));
    }

    /** Returns a cache with near caches of values by key prefix. */
    static CacheUnderTest cache(Backend backend, Map<String, NearCacheSettings> near) {
        return cache(
                backend,
                prefix -> new CacheSettings(
                        JsonCodec.create(),
                        prefix,
                        CacheSettings.DEFAULT_MAX_VALUE_BYTES,
                        AsyncSettings.defaults(),
                        null,
                        near));
    }

    private static CacheUnderTest cache(Backend backend, Function<String, CacheSettings> settings) {
        CacheStoreFactory caches = backend.feature(
                (driver, prefix) -> CacheStoreFactory.redis(driver, PATIENT, settings.apply(prefix), System::nanoTime),
                nanoTime -> CacheStoreFactory.embedded(
                        64L << 20, settings.apply(""), EmbeddedStoreContext.of(nanoTime, Instant.EPOCH)));
        return new CacheUnderTest(caches.store(), caches::close);
    }

    static CacheSettings settings(String prefix) {
        return settings(prefix, AsyncSettings.defaults());
    }

    private static CacheSettings settings(String prefix, AsyncSettings async) {
        return new CacheSettings(JsonCodec.create(), prefix, CacheSettings.DEFAULT_MAX_VALUE_BYTES, async);
    }

    @Nested
    class Store extends CacheStoreContract {
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
    class Codecs extends CacheCodecContract {
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
    class Counters extends CounterContract {
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
    class Regions extends RegionContract {
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
    class RegionInvalidations extends RegionInvalidationContract {
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
    class RegionFreshness extends RegionFreshnessContract {
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
    class RegionBulk extends RegionBulkContract {
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
    class Sets extends SharedSetContract {
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
    class Lists extends SharedListContract {
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
    class Leaderboards extends LeaderboardContract {
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
    class Structures extends StructuresContract {
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
    class Deletions extends DeleteMatchingContract {
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
    class WarmupFactory extends WarmupContract {
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
    class Interrupts extends CacheInterruptContract {
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
    class Async extends AsyncCacheStoreContract {
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
    class AsyncBounds extends AsyncCallContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected AsyncFeatureUnderTest open(Backend backend, AsyncSettings async) {
            CacheUnderTest cache = cache(backend, async);
            return new AsyncFeatureUnderTest(
                    "redoubt-async-cache", () -> cache.store().async().exists("k"), cache.closing());
        }
    }

    @Nested
    class AsyncRegions extends AsyncRegionContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend, AsyncSettings async) {
            return cache(backend, async);
        }
    }

    @Nested
    class Changes extends RegionUpdateContract {
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
