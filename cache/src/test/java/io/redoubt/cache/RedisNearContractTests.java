package io.redoubt.cache;

import io.redoubt.api.AsyncSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.cache.CacheUnderTest;
import io.redoubt.tck.cache.UnavailableRegionContract;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** Base class of the tests of near caches on one Redis server, one subclass for each driver. */
abstract class RedisNearContractTests extends NearContractTests {

    private final RedisDriverProvider provider;

    RedisNearContractTests(RedisDriverProvider provider) {
        this.provider = provider;
    }

    @Override
    final RedisBackend newBackend() {
        return RedisBackendFactory.standalone(provider).backend();
    }

    @Nested
    class Unavailable extends UnavailableRegionContract {
        @Override
        protected RedisDriverProvider provider() {
            return provider;
        }

        @Override
        protected CacheUnderTest open(RedisDriver driver, Duration timeout) {
            CacheSettings settings = settings("", AsyncSettings.defaults());
            CacheStoreFactory caches = CacheStoreFactory.redis(driver, timeout, settings, System::nanoTime);
            return NearUse.observed(caches, NearMoments.ofUnavailable());
        }
    }
}
