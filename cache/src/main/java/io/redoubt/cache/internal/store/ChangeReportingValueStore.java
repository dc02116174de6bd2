package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decorator of a {@link ValueStore} that reports each attempted change to the near caches before the call returns. So a
 * read that begins after a change by this process does not find an older value in a near cache. Thread-safe.
 */
record ChangeReportingValueStore(ValueStore store, NearValueCaches near) implements ValueStore {

    @Override
    public byte @Nullable [] get(String key) {
        return store.get(key);
    }

    @Override
    public List<byte @Nullable []> getAll(List<String> keys) {
        return store.getAll(keys);
    }

    @Override
    public List<StoredValue> read(List<String> keys, Predicate<String> withTtl) {
        return store.read(keys, withTtl);
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        try {
            store.set(key, value, ttl);
        } finally {
            near.changed(key);
        }
    }

    @Override
    public void setAll(Map<String, byte[]> values, Ttl ttl) {
        Set<String> keys = values.keySet(); // before the write: afterwards there may be no memory for the view
        try {
            store.setAll(values, ttl);
        } finally {
            near.changed(keys);
        }
    }

    @Override
    public boolean setIfAbsent(String key, byte[] value, Ttl ttl) {
        try {
            return store.setIfAbsent(key, value, ttl);
        } finally {
            near.changed(key);
        }
    }

    @Override
    public boolean delete(String key) {
        try {
            return store.delete(key);
        } finally {
            near.changed(key);
        }
    }

    @Override
    public long deleteAll(List<String> keys) {
        try {
            return store.deleteAll(keys);
        } finally {
            near.changed(keys);
        }
    }

    @Override
    public boolean exists(String key) {
        return store.exists(key);
    }

    @Override
    public Optional<Ttl> ttl(String key) {
        return store.ttl(key);
    }

    @Override
    public boolean expire(String key, Ttl ttl) {
        try {
            return store.expire(key, ttl);
        } finally {
            near.changed(key);
        }
    }

    @Override
    public long add(String key, long delta, Ttl ttl) {
        try {
            return store.add(key, delta, ttl);
        } finally {
            near.changed(key);
        }
    }

    @Override
    public long number(String key) {
        return store.number(key);
    }
}
