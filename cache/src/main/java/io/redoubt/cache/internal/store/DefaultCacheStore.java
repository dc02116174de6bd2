package io.redoubt.cache.internal.store;

import io.redoubt.api.Codec;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyValidation;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.AsyncCacheStore;
import io.redoubt.api.cache.CacheStatistics;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Counter;
import io.redoubt.api.cache.DeletionProgress;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.ServerStatistics;
import io.redoubt.api.cache.SharedList;
import io.redoubt.api.cache.SharedSet;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Key-value cache that validates and encodes arguments and delegates to storage on Redis or in memory. */
public final class DefaultCacheStore implements CacheStore {

    private final CacheBackend backend;
    private final ValueStore valueStore;
    private final ValueCodec values;
    private final ValueReader reader;
    private final RegionFactory regions;
    private final AsyncExecutor asyncCalls;
    private final AsyncCacheStore async;

    public DefaultCacheStore(CacheBackend backend, ValueCodec values, RegionFactory regions, AsyncExecutor asyncCalls) {
        this.backend = backend;
        this.valueStore = backend.values;
        this.values = values;
        this.reader = new ValueReader(valueStore, values, backend.near);
        this.regions = regions;
        this.asyncCalls = asyncCalls;
        this.async = new ExecutorAsyncCacheStore(this, asyncCalls);
    }

    @Override
    public <T> Optional<T> get(String key, TypeRef<T> type) {
        return reader.get(KeyValidation.required(key), type);
    }

    @Override
    public <T> Map<String, T> getAll(Collection<String> keys, TypeRef<T> type) {
        checkBulk(keys.size());
        LinkedHashSet<String> distinct = new LinkedHashSet<>();
        keys.forEach(key -> distinct.add(KeyValidation.required(key)));
        return reader.getAll(List.copyOf(distinct), type);
    }

    @Override
    public void set(String key, Object value, Ttl ttl) {
        valueStore.set(KeyValidation.required(key), values.encode(key, value), Ttl.required(ttl));
    }

    @Override
    public void setAll(Map<String, ?> entries, Ttl ttl) {
        checkBulk(entries.size());
        Ttl.required(ttl);
        Map<String, byte[]> encoded = new LinkedHashMap<>();
        entries.forEach((key, value) -> encoded.put(KeyValidation.required(key), values.encode(key, value)));
        valueStore.setAll(encoded, ttl);
    }

    @Override
    public boolean setIfAbsent(String key, Object value, Ttl ttl) {
        return valueStore.setIfAbsent(KeyValidation.required(key), values.encode(key, value), Ttl.required(ttl));
    }

    @Override
    public boolean delete(String key) {
        return valueStore.delete(KeyValidation.required(key));
    }

    @Override
    public long deleteAll(Collection<String> keys) {
        checkBulk(keys.size());
        LinkedHashSet<String> distinct = new LinkedHashSet<>();
        keys.forEach(key -> distinct.add(KeyValidation.required(key)));
        return valueStore.deleteAll(List.copyOf(distinct));
    }

    @Override
    public boolean exists(String key) {
        return valueStore.exists(KeyValidation.required(key));
    }

    @Override
    public Optional<Ttl> ttl(String key) {
        return valueStore.ttl(KeyValidation.required(key));
    }

    @Override
    public boolean expire(String key, Ttl ttl) {
        return valueStore.expire(KeyValidation.required(key), Ttl.required(ttl));
    }

    @Override
    public Counter counter(String key, Ttl ttl) {
        return new DefaultCounter(valueStore, KeyValidation.required(key), Ttl.required(ttl));
    }

    @Override
    public <T> SharedSet<T> sharedSet(String key, TypeRef<T> type, Ttl ttl) {
        return new DefaultSharedSet<>(
                backend.sets, values.comparing(key), KeyValidation.required(key), type, Ttl.required(ttl));
    }

    @Override
    public <T> SharedList<T> sharedList(String key, TypeRef<T> type, Ttl ttl) {
        return new DefaultSharedList<>(
                backend.lists, values, KeyValidation.required(key), type, Ttl.required(ttl), ListStore.UNBOUNDED);
    }

    @Override
    public Leaderboard leaderboard(String key, Ttl ttl) {
        return new DefaultLeaderboard(backend.leaderboards, KeyValidation.required(key), Ttl.required(ttl));
    }

    @Override
    public long deleteMatching(String pattern, Consumer<DeletionProgress> progress) {
        return backend.patternDeletion.delete(KeyPattern.of(pattern), progress);
    }

    @Override
    public <K, V> Region<K, V> region(RegionSpec<K, V> spec) {
        return regions.region(spec, values);
    }

    @Override
    public CacheStore withCodec(Codec codec) {
        return new DefaultCacheStore(backend, values.with(codec), regions, asyncCalls);
    }

    @Override
    public CacheStatistics statistics() {
        return values.counters().snapshot(backend.evictions.getAsLong(), backend.near.statistics());
    }

    @Override
    public ServerStatistics serverStatistics() {
        return backend.servers.get();
    }

    @Override
    public AsyncCacheStore async() {
        return async;
    }

    private static void checkBulk(int size) {
        if (size > MAX_BULK) {
            throw new InvalidInputException(
                    "a bulk call takes at most " + MAX_BULK + " keys, but got " + size + ": split it");
        }
    }
}
