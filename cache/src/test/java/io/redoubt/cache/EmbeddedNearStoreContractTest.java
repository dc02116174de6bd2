package io.redoubt.cache;

import io.redoubt.tck.backend.Backend;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The store with near caches of all its values, in this process")
final class EmbeddedNearStoreContractTest extends NearStoreContractTests {

    @Override
    Backend newBackend() {
        return Backend.embedded();
    }
}
