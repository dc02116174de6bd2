package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import java.util.List;

/** In-memory storage for sets of encoded elements, with one set for each cache key. */
record EmbeddedSetStore(PrefixedLocalStore local) implements SetStore {

    @Override
    public int add(String key, List<byte[]> elements, Ttl ttl) {
        return local.change(key, LocalSet.class, LocalSet::new, ttl, set -> set.add(elements));
    }

    @Override
    public int remove(String key, List<byte[]> elements) {
        return local.changePresent(key, LocalSet.class, set -> set.remove(elements))
                .orElse(0);
    }

    @Override
    public boolean contains(String key, byte[] element) {
        return local.read(key, LocalSet.class, set -> set.contains(element)).orElse(false);
    }

    @Override
    public List<byte[]> members(String key, int max) {
        return local.read(key, LocalSet.class, set -> members(key, set, max)).orElse(List.of());
    }

    private static List<byte[]> members(String key, LocalSet set, int max) {
        if (set.size() > max) {
            throw StoreRejectedExceptions.tooManyMembers(key, set.size(), max);
        }
        return set.members();
    }

    @Override
    public long size(String key) {
        return local.read(key, LocalSet.class, LocalSet::size).orElse(0);
    }
}
