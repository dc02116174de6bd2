package io.redoubt.cache.internal.region;

import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** Base class of the contract tests of {@link RedisEntryStore}, one subclass for each driver and deployment. */
abstract class RedisRegionStoreTests extends RegionStoreTests {

    private final RedisBackendFactory run;

    RedisRegionStoreTests(RedisBackendFactory run) {
        this.run = run;
    }

    @Override
    final RedisBackend newBackend() {
        return run.backend();
    }

    @Nested
    @DisplayName("On the wire")
    class OnTheWire extends RegionWireContract {
        @Override
        RedisBackend newBackend() {
            return RedisRegionStoreTests.this.newBackend();
        }
    }
}
