package io.redoubt.cache;

import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.cache.CacheUnderTest;
import io.redoubt.tck.cache.NearRegionContract;
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
}
