package io.redoubt.cache;

import io.redoubt.tck.backend.Backend;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The cache in this process")
final class EmbeddedCacheTest extends CacheTests {

    @Override
    Backend newBackend() {
        return Backend.embedded();
    }
}
