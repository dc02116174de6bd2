package io.redoubt.cache;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Counter;

/** A counter in a cell. */
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
