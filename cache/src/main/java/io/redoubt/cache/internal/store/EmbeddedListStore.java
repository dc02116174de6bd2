package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** In-memory storage for lists of encoded elements, with one list for each cache key. */
record EmbeddedListStore(PrefixedLocalStore local) implements ListStore {

    @Override
    public long push(String key, End end, List<byte[]> elements, int max, Ttl ttl) {
        return local.change(key, LocalList.class, LocalList::new, ttl, list -> list.push(end, elements, max));
    }

    @Override
    public byte @Nullable [] pop(String key, End end) {
        return local.changePresent(key, LocalList.class, list -> Optional.ofNullable(list.pop(end)))
                .flatMap(popped -> popped)
                .orElse(null);
    }

    @Override
    public List<byte[]> range(String key, long from, long to) {
        return local.read(key, LocalList.class, list -> list.range(from, to)).orElse(List.of());
    }

    @Override
    public void keep(String key, End end, int count) {
        local.changePresent(key, LocalList.class, list -> list.keep(end, count));
    }

    @Override
    public long size(String key) {
        return local.read(key, LocalList.class, LocalList::size).orElse(0);
    }
}
