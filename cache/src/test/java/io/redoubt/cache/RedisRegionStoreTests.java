package io.redoubt.cache;

import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisRun;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The contracts that regions' cells keep on Redis, through one driver on one deployment. */
abstract class RedisRegionStoreTests extends RegionStoreTests {

    private final RedisRun run;

    RedisRegionStoreTests(RedisRun run) {
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
