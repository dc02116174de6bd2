package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.SharedSet;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Shared set that validates and encodes elements and delegates to storage on Redis or in memory. */
record DefaultSharedSet<T>(SetStore store, ValueCodec values, String key, TypeRef<T> type, Ttl ttl)
        implements SharedSet<T> {

    @Override
    public int addAll(Collection<? extends T> elements) {
        List<byte[]> encoded = values.encodeAll(key, elements, type, MAX_BATCH);
        return encoded.isEmpty() ? 0 : store.add(key, encoded, ttl);
    }

    @Override
    public int removeAll(Collection<? extends T> elements) {
        List<byte[]> encoded = values.encodeAll(key, elements, type, MAX_BATCH);
        return encoded.isEmpty() ? 0 : store.remove(key, encoded);
    }

    @Override
    public boolean contains(T element) {
        return store.contains(key, values.encode(key, element, type));
    }

    @Override
    public Set<T> members() {
        return Collections.unmodifiableSet(
                new LinkedHashSet<>(values.decodeAll(store.members(key, MAX_MEMBERS), type)));
    }

    @Override
    public long size() {
        return store.size(key);
    }
}
