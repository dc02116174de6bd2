package io.redoubt.cache;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.cache.CacheStoreContract;
import io.redoubt.tck.cache.CounterContract;
import io.redoubt.tck.cache.RegionContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The contracts of the cache, in this process. */
@DisplayName("Cache, embedded")
final class EmbeddedCacheTest {

    @Nested
    class Store extends CacheStoreContract {
        @Override
        protected Backend backend() {
            return Backends.embedded();
        }

        @Override
        protected CacheStore open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class Counters extends CounterContract {
        @Override
        protected Backend backend() {
            return Backends.embedded();
        }

        @Override
        protected CacheStore open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class Regions extends RegionContract {
        @Override
        protected Backend backend() {
            return Backends.embedded();
        }

        @Override
        protected CacheStore open(Backend backend) {
            return Backends.open(backend);
        }
    }
}
