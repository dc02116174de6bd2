package io.redoubt.cache.internal.region;

import io.redoubt.tck.backend.Backend;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** Base class of the contract tests of a {@link EntryStore}, one subclass for each backend. */
abstract class RegionStoreTests {

    /** Returns the backend for one test. */
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
    class Stamped extends TagVersionStoreContract {
        @Override
        Backend newBackend() {
            return RegionStoreTests.this.newBackend();
        }
    }
}
