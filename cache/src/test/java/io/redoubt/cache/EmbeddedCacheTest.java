package io.redoubt.cache;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.cache.CacheUnderTest;
import io.redoubt.tck.cache.NearRegionContract;
import io.redoubt.tck.cache.NearValueContract;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("The cache in this process")
final class EmbeddedCacheTest extends CacheTests {

    @Override
    Backend newBackend() {
        return Backend.embedded();
    }

    @Nested
    class NearRegions extends NearRegionContract {
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
    class NearValues extends NearValueContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend, Map<String, NearCacheSettings> near) {
            return cache(backend, near);
        }
    }
}
