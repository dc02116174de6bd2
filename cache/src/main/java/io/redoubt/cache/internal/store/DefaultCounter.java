package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Counter;

/** Implementation of {@link Counter} that keeps the number in a {@link ValueStore}. */
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
