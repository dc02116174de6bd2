package io.redoubt.tck.cache;

import io.redoubt.api.cache.CacheStore;

/**
 * Cache store under test, together with the action that closes it.
 *
 * @param closing what closes it; idempotent
 */
public record CacheUnderTest(CacheStore store, Runnable closing) implements AutoCloseable {

    @Override
    public void close() {
        closing.run();
    }
}
