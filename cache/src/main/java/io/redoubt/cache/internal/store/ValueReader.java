package io.redoubt.cache.internal.store;

import io.redoubt.api.TypeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reader that looks up values in near caches (caches in this process) and reads all other values from a {@link
 * ValueStore}. Thread-safe.
 *
 * @param values decodes the values, and counts the reads
 */
record ValueReader(ValueStore store, ValueCodec values, NearValueCaches near) {

    /** Returns the value of a key, if it exists and decodes. */
    <T> Optional<T> get(String key, TypeRef<T> type) {
        NearValueCache cache = near.of(key);
        if (cache == null) {
            return values.decode(store.get(key), type);
        }
        NearValue kept = cache.find(key);
        return kept == null ? read(key, cache, type) : cache.decoded(kept, type, values);
    }

    private <T> Optional<T> read(String key, NearValueCache cache, TypeRef<T> type) {
        OptimisticReadStamp stamp = cache.beginRead();
        StoredValue stored = store.read(List.of(key), each -> stamp.mayBeKept()).get(0);
        Optional<T> value = values.decode(stored.bytes(), type);
        cache.keep(key, stored, stamp, type, values, value);
        return value;
    }

    /** Returns the values of those keys that exist and decode, in the order of the keys. */
    <T> Map<String, T> getAll(List<String> keys, TypeRef<T> type) {
        return near.isEmpty() ? readAll(keys, type) : findAll(keys, type);
    }

    private <T> Map<String, T> readAll(List<String> keys, TypeRef<T> type) {
        List<byte[]> found = store.getAll(keys);
        Map<String, T> result = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            values.decode(found.get(i), type).ifPresent(value -> result.put(key, value));
        }
        return result;
    }

    private <T> Map<String, T> findAll(List<String> keys, TypeRef<T> type) {
        Map<String, Optional<T>> found = new HashMap<>();
        List<String> others = new ArrayList<>(keys.size());
        for (String key : keys) {
            NearValueCache cache = near.of(key);
            NearValue kept = cache == null ? null : cache.find(key);
            if (cache == null || kept == null) {
                others.add(key);
            } else {
                found.put(key, cache.decoded(kept, type, values));
            }
        }
        if (!others.isEmpty()) {
            readOthers(others, type, found);
        }
        Map<String, T> result = new LinkedHashMap<>();
        for (String key : keys) {
            Optional<T> value = found.get(key);
            if (value != null && value.isPresent()) {
                result.put(key, value.get());
            }
        }
        return result;
    }

    /** Reads keys that are not near together, and adds what was found. */
    private <T> void readOthers(List<String> keys, TypeRef<T> type, Map<String, Optional<T>> found) {
        Map<String, OptimisticReadStamp> stamps = new HashMap<>();
        for (String key : keys) {
            OptimisticReadStamp stamp = beginRead(near.of(key));
            if (stamp != null) {
                stamps.put(key, stamp);
            }
        }
        List<StoredValue> stored = store.read(keys, key -> isKept(stamps.get(key)));
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            Optional<T> value = values.decode(stored.get(i).bytes(), type);
            found.put(key, value);
            OptimisticReadStamp stamp = stamps.get(key);
            NearValueCache cache = near.of(key);
            if (stamp != null && cache != null) {
                cache.keep(key, stored.get(i), stamp, type, values, value);
            }
        }
    }

    private static @Nullable OptimisticReadStamp beginRead(@Nullable NearValueCache cache) {
        return cache == null ? null : cache.beginRead();
    }

    private static boolean isKept(@Nullable OptimisticReadStamp stamp) {
        return stamp != null && stamp.mayBeKept();
    }
}
