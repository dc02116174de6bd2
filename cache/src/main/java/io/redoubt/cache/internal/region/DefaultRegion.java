package io.redoubt.cache.internal.region;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.AsyncRegion;
import io.redoubt.api.cache.BulkLoader;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.HotKeys;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Loader;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Lookup.Source;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.RegionStatistics;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.cache.internal.store.ValueCodec;
import io.redoubt.cache.internal.warmup.HotKeyTracker;
import io.redoubt.cache.internal.warmup.Warmups;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Implementation of {@link Region}: validates arguments and delegates to the components that do the work. */
final class DefaultRegion<K, V> implements Region<K, V> {

    private final RegionSpec<K, V> spec;
    private final SharedRegionState shared;
    private final EntryReader<V> reader;
    private final EntryEncoder encoder;
    private final Fetcher<K, V> fetcher;
    private final InvalidationHandler invalidationHandler;
    private final RegionCounters counters;
    private final HotKeyTracker<K> hotKeys;
    private final Warmups warmups;
    private final AsyncRegion<K, V> async;
    private volatile @Nullable WriteBehind<K, V> writeBehind;

    DefaultRegion(
            RegionSpec<K, V> spec,
            SharedRegionState shared,
            EntryReader<V> reader,
            EntryEncoder encoder,
            Fetcher<K, V> fetcher,
            InvalidationHandler invalidationHandler,
            RegionCounters counters,
            HotKeyTracker<K> hotKeys,
            Warmups warmups,
            AsyncExecutor asyncCalls) {
        this.spec = spec;
        this.shared = shared;
        this.reader = reader;
        this.encoder = encoder;
        this.fetcher = fetcher;
        this.invalidationHandler = invalidationHandler;
        this.counters = counters;
        this.hotKeys = hotKeys;
        this.warmups = warmups;
        this.async = new ExecutorAsyncRegion<>(this, spec.policy().hardTimeout(), asyncCalls);
    }

    /** Returns the codec of the values. */
    ValueCodec values() {
        return encoder.values();
    }

    /**
     * Makes loads see the writes that wait in the write-behind queue, compared with which the source is out of
     * date.
     */
    void attachWriteBehind(WriteBehind<K, V> writes) {
        writeBehind = writes;
    }

    @Override
    public LoadedValue<V> fetch(K key, Loader<K, ? extends V> loader) {
        String entry = spec.entry(key);
        hotKeys.recordRead(key);
        WriteBehind<K, V> writes = writeBehind;
        LoadedValue<V> fetched = fetcher.fetch(
                        Map.of(entry, key), LoaderAdapter.of(writes == null ? loader : writes.reading(loader)))
                .get(entry);
        if (fetched == null) {
            throw new IllegalStateException("a fetch ends with a value or an exception");
        }
        return fetched;
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader) {
        if (keys.size() > CacheStore.MAX_BULK) {
            throw new InvalidInputException("a bulk call takes at most " + CacheStore.MAX_BULK + " keys, but got "
                    + keys.size() + ": split it");
        }
        Map<String, K> entries = new LinkedHashMap<>();
        keys.forEach(key -> entries.putIfAbsent(spec.entry(key), key));
        entries.values().forEach(hotKeys::recordRead);
        WriteBehind<K, V> writes = writeBehind;
        Map<String, LoadedValue<V>> fetched =
                fetcher.fetch(entries, LoaderAdapter.of(writes == null ? loader : writes.readingAll(loader)));
        Map<K, V> values = new LinkedHashMap<>();
        entries.forEach((entry, key) -> {
            LoadedValue<V> each = fetched.get(entry);
            V value = each == null ? null : each.value();
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    @Override
    public Lookup<V> lookup(K key) {
        String entry = spec.entry(key);
        ReadResult<V> result = reader.read(List.of(entry)).results().get(0);
        if (result instanceof ReadResult.Value<V> value) {
            counters.recordUsable(value);
            return found(value);
        }
        counters.miss();
        return result instanceof ReadResult.Unavailable<V> unavailable
                ? new Lookup.Unavailable<>(unavailable.reason())
                : new Lookup.Miss<>();
    }

    private static <V> Lookup<V> found(ReadResult.Value<V> found) {
        V value = found.value();
        Duration age = found.age().orElse(Duration.ZERO);
        if (value == null) {
            return new Lookup.Negative<>(age, Source.STORE);
        }
        return found.isFresh()
                ? new Lookup.Hit<>(value, found.age(), Source.STORE)
                : new Lookup.Stale<>(value, age, Source.STORE);
    }

    @Override
    public void put(K key, V value, String... tags) {
        String entry = spec.entry(key);
        Set<String> checked = TagValidation.checked(Set.of(), List.of(tags));
        byte[] payload = encoder.payload(entry, value);
        invalidationHandler.changeEntry(
                entry,
                () -> put(entry, payload, checked),
                () -> shared.retryQueue().remove(entry));
    }

    private void put(String entry, byte[] payload, Set<String> tags) {
        TagVersionStore.Versions now = shared.versions().getOrCreate(tags, encoder.retention());
        EncodedEntry envelope = encoder.envelope(payload, spec.policy().ttl(), Duration.ZERO, now, tags);
        shared.entries().put(entry, envelope.bytes(), envelope.life());
    }

    @Override
    public void invalidate(K key) {
        String entry = spec.entry(key);
        invalidationHandler.changeEntry(
                entry,
                () -> shared.entries().remove(entry),
                () -> shared.retryQueue().remove(entry));
    }

    @Override
    public void markStale(K key) {
        String entry = spec.entry(key);
        EntryVersion version = encoder.newVersion();
        Duration grace = spec.policy().grace();
        invalidationHandler.changeEntry(
                entry,
                () -> shared.entries().markStale(entry, version, grace),
                () -> shared.retryQueue().remove(entry));
    }

    @Override
    public void invalidateTags(Collection<String> tags) {
        Set<String> checked = TagValidation.some(tags);
        Duration retention = encoder.retention();
        invalidationHandler.changeVersions(
                () -> shared.entries().versions().invalidateTags(checked, retention),
                () -> shared.retryQueue().invalidateTags(checked, retention));
    }

    @Override
    public void clear() {
        Duration retention = encoder.retention();
        invalidationHandler.changeVersions(
                () -> shared.entries().versions().clear(retention),
                () -> shared.retryQueue().clear(retention));
    }

    @Override
    public AsyncRegion<K, V> async() {
        return async;
    }

    @Override
    public Warmup warmup(WarmupPlan<K, V> plan) {
        return warmups.warmup(this, spec.name(), plan, hotKeys);
    }

    @Override
    public HotKeys hotKeys(int max) {
        return hotKeys.hottest(max);
    }

    @Override
    public RegionStatistics statistics() {
        return counters.snapshot(shared.retryQueue().pending());
    }

    /** Returns the name of the region, for logs. */
    @Override
    public String toString() {
        return "region " + spec.name();
    }
}
