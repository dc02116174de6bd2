package io.redoubt.cache;

import io.redoubt.tck.backend.Backend;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Regions with near caches in this process")
final class EmbeddedNearContractTest extends NearContractTests {

    @Override
    Backend newBackend() {
        return Backend.embedded();
    }
}
