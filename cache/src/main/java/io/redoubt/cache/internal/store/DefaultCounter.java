package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Counter;

/** Counter that keeps its number as a cache value, on Redis or in memory. */
record DefaultCounter(ValueStore store, String key, Ttl ttl) implements Counter {

    @Override
    public long add(long delta) {
        return store.add(key, delta, ttl);
    }

    @Override
    public long get() {
        return store.number(key);
    }
}
