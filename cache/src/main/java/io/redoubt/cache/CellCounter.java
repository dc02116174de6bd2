package io.redoubt.cache;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Counter;

/** A counter in a cell. */
record CellCounter(Cells cells, String key, Ttl ttl) implements Counter {

    @Override
    public long add(long delta) {
        return cells.add(key, delta, ttl);
    }

    @Override
    public long get() {
        return cells.number(key);
    }
}
