package io.redoubt.cache;

import io.redoubt.tck.backend.Backend;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The contracts that regions' cells keep on every backend. */
abstract class RegionStoreTests {

    /** The backend for one test. */
    abstract Backend newBackend();

    @Nested
    @DisplayName("Loading")
    class Loads extends RegionLoadsContract {
        @Override
        Backend newBackend() {
            return RegionStoreTests.this.newBackend();
        }
    }

    @Nested
    @DisplayName("Expiring and refreshing")
    class Refreshes extends RegionRefreshContract {
        @Override
        Backend newBackend() {
            return RegionStoreTests.this.newBackend();
        }
    }

    @Nested
    @DisplayName("Stamps")
    class Stamped extends RegionInvalidationVersionsContract {
        @Override
        Backend newBackend() {
            return RegionStoreTests.this.newBackend();
        }
    }
}
