package io.redoubt.cache.internal.region;

import io.redoubt.tck.backend.Backend;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Cells of regions in this process")
final class EmbeddedRegionStoreTest extends RegionStoreTests {

    @Override
    Backend newBackend() {
        return Backend.embedded();
    }
}
