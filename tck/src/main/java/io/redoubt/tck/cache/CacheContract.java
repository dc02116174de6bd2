package io.redoubt.tck.cache;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.tck.backend.Backend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of the cache have in common: a store on a backend of its own for each test. */
abstract class CacheContract {

    private Backend backend;
    private CacheStore cache;

    /** The backend for one test. */
    protected abstract Backend backend();

    /** The store under test. */
    protected abstract CacheStore open(Backend backend);

    @BeforeEach
    void openStore() {
        backend = backend();
        cache = open(backend);
    }

    @AfterEach
    void closeBackend() {
        backend.close();
    }

    final CacheStore cache() {
        return cache;
    }

    final Backend on() {
        return backend;
    }
}
