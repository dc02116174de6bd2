package io.redoubt.tck.cache;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.tck.backend.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Base class of the contract tests for caches, which gives each test an empty cache store. */
abstract class CacheContractBase {

    private final List<CacheUnderTest> opened = new ArrayList<>();
    private Backend backend;
    private CacheStore cache;

    /** The backend for one test. */
    protected abstract Backend backend();

    /** The cache under test. */
    protected abstract CacheUnderTest open(Backend backend);

    @BeforeEach
    void openStore() {
        backend = backend();
        cache = openCache().store();
    }

    @AfterEach
    void closeBackend() {
        opened.forEach(CacheUnderTest::close);
        backend.close();
    }

    final CacheStore cache() {
        return cache;
    }

    /** Another cache on the same backend, as another process would have it; embedded, it is another store. */
    final CacheUnderTest openCache() {
        return openCache(this::open);
    }

    /** The same, opened in another way. */
    final CacheUnderTest openCache(Function<Backend, CacheUnderTest> opening) {
        CacheUnderTest another = opening.apply(backend);
        opened.add(another);
        return another;
    }

    final Backend on() {
        return backend;
    }
}
