package io.redoubt.cache;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.RegionSpec;
import java.util.Optional;

/** The stored entries of a region. */
final class RegionEntries<V> {

    private final RegionSpec<?, V> spec;
    private final Cells cells;
    private final EncodedValues values;
    private final Ttl ttl;

    RegionEntries(RegionSpec<?, V> spec, Cells cells, EncodedValues values) {
        this.spec = spec;
        this.cells = cells;
        this.values = values;
        this.ttl = Ttl.of(spec.policy().ttl());
    }

    Optional<V> find(String entry) {
        return values.decode(cells.get(entry), spec.type());
    }

    void store(String entry, V value) {
        cells.set(entry, values.encode(entry, value), ttl);
    }

    void remove(String entry) {
        cells.delete(entry);
    }

    void countLoad() {
        values.counts().load();
    }
}
