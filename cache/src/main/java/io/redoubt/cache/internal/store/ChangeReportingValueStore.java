package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decorator of a {@link ValueStore} that reports each attempted change to the near caches, and to other processes that
 * rely on messages, before the call returns. So a read that begins after a change by this process does not find an
 * older value in a near cache. Thread-safe.
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
        boolean unused = near.change(key, () -> {
            store.set(key, value, ttl);
            return true;
        });
    }

    @Override
    public void setAll(Map<String, byte[]> values, Ttl ttl) {
        boolean unused = near.changeAll(values.keySet(), () -> {
            store.setAll(values, ttl);
            return true;
        });
    }

    @Override
    public boolean setIfAbsent(String key, byte[] value, Ttl ttl) {
        return near.change(key, () -> store.setIfAbsent(key, value, ttl), isSet -> isSet);
    }

    @Override
    public boolean delete(String key) {
        return near.change(key, () -> store.delete(key));
    }

    @Override
    public long deleteAll(List<String> keys) {
        return near.changeAll(keys, () -> store.deleteAll(keys));
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
        return near.change(key, () -> store.expire(key, ttl));
    }

    @Override
    public long add(String key, long delta, Ttl ttl) {
        return near.change(key, () -> store.add(key, delta, ttl));
    }

    @Override
    public long number(String key) {
        return store.number(key);
    }
}
