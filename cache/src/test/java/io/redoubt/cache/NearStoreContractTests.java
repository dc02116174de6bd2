package io.redoubt.cache;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.cache.CacheCodecContract;
import io.redoubt.tck.cache.CacheStoreContract;
import io.redoubt.tck.cache.CacheUnderTest;
import io.redoubt.tck.cache.CounterContract;
import io.redoubt.tck.cache.DeleteMatchingContract;
import io.redoubt.tck.cache.StructuresContract;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;

/**
 * Base class of tests that the contracts of the store also hold where the values of all keys that begin with a small
 * letter have near caches, one subclass for each backend.
 */
abstract class NearStoreContractTests {

    private static final Map<String, NearCacheSettings> NEAR = IntStream.rangeClosed('a', 'z')
            .mapToObj(Character::toString)
            .collect(Collectors.toMap(
                    letter -> letter,
                    letter -> NearCacheSettings.maxEntries(20_000).maxAge(Duration.ofMinutes(10))));

    /** Returns the backend for one test. */
    abstract Backend newBackend();

    static CacheUnderTest cache(Backend backend) {
        return CacheTests.cache(backend, NEAR);
    }

    @Nested
    class Store extends CacheStoreContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return cache(backend);
        }
    }

    @Nested
    class Codecs extends CacheCodecContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return cache(backend);
        }
    }

    @Nested
    class Counters extends CounterContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return cache(backend);
        }
    }

    @Nested
    class Deletions extends DeleteMatchingContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return cache(backend);
        }
    }

    @Nested
    class Structures extends StructuresContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected CacheUnderTest open(Backend backend) {
            return cache(backend);
        }
    }
}
