package io.redoubt.tck.cache;

import io.redoubt.api.cache.CacheStore;

/**
 * A cache under test, and how to close it.
 *
 * @param closing what closes it; idempotent
 */
public record OpenCache(CacheStore store, Runnable closing) implements AutoCloseable {

    @Override
    public void close() {
        closing.run();
    }
}
