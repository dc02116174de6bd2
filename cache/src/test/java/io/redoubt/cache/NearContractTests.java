package io.redoubt.cache;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.cache.AsyncRegionContract;
import io.redoubt.tck.cache.CacheUnderTest;
import io.redoubt.tck.cache.RegionBulkContract;
import io.redoubt.tck.cache.RegionContract;
import io.redoubt.tck.cache.RegionFreshnessContract;
import io.redoubt.tck.cache.RegionInvalidationContract;
import io.redoubt.tck.cache.RegionUpdateContract;
import io.redoubt.tck.cache.WarmupContract;
import io.redoubt.tck.cache.WriteBehindContract;
import io.redoubt.tck.cache.WriteThroughContract;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Base class of tests that the contracts of regions also hold where every region has a near cache, one subclass for
 * each backend. Changes by other processes are reported before each read, as the contracts expect to see them at once.
 */
@ExtendWith(NearUse.class)
abstract class NearContractTests {

    private static final Duration PATIENT = Duration.ofSeconds(30);

    private static final NearCacheSettings NEAR =
            NearCacheSettings.maxEntries(10_000).maxAge(Duration.ofMinutes(10));

    /** Returns the backend for one test. */
    abstract Backend newBackend();

    static CacheUnderTest cache(Backend backend, AsyncSettings async, UnaryOperator<NearMoments> moments) {
        return backend.feature(
                (driver, prefix) -> onRedis(driver, settings(prefix, async), moments),
                nanoTime -> embedded(nanoTime, settings("", async), moments));
    }

    static CacheUnderTest cache(Backend backend) {
        return cache(backend, AsyncSettings.defaults(), UnaryOperator.identity());
    }

    /** Returns a cache for contracts that read values once. */
    static CacheUnderTest filled(Backend backend) {
        return cache(backend, AsyncSettings.defaults(), NearMoments::filled);
    }

    private static CacheUnderTest onRedis(
            RedisDriver driver, CacheSettings settings, UnaryOperator<NearMoments> moments) {
        ReportBarrier reports = new ReportBarrier(driver, settings.keyPrefix());
        return NearUse.observed(
                CacheStoreFactory.redis(reports.observed(), PATIENT, settings, System::nanoTime),
                moments.apply(NearMoments.onRedis(reports)),
                reports::close);
    }

    private static CacheUnderTest embedded(
            LongSupplier nanoTime, CacheSettings settings, UnaryOperator<NearMoments> moments) {
        EmbeddedStoreContext context = EmbeddedStoreContext.of(nanoTime, Instant.EPOCH);
        return NearUse.observed(
                CacheStoreFactory.embedded(64L << 20, settings, context), moments.apply(NearMoments.embedded()));
    }

    static CacheSettings settings(String prefix, AsyncSettings async) {
        return new CacheSettings(JsonCodec.create(), prefix, CacheSettings.DEFAULT_MAX_VALUE_BYTES, async, NEAR);
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
    class Invalidations extends RegionInvalidationContract {
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
    class Freshness extends RegionFreshnessContract {
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
    class Bulk extends RegionBulkContract {
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
    class Through extends WriteThroughContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return filled(backend);
        }
    }

    @Nested
    class Behind extends WriteBehindContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return filled(backend);
        }
    }

    @Nested
    class Async extends AsyncRegionContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend, AsyncSettings async) {
            return cache(backend, async, UnaryOperator.identity());
        }
    }
}
