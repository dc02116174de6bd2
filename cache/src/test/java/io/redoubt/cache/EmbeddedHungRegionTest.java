package io.redoubt.cache;

import io.redoubt.tck.backend.Backend;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Loads of one region that hang, in this process")
final class EmbeddedHungRegionTest extends HungRegionTests {

    @Override
    Backend newBackend() {
        return Backend.embedded();
    }
}
