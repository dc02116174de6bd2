package io.redoubt.cache.internal.region;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.AsyncRegion;
import io.redoubt.api.cache.BatchWriter;
import io.redoubt.api.cache.BulkContextLoader;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.CacheWriter;
import io.redoubt.api.cache.ContextLoader;
import io.redoubt.api.cache.HotKeys;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Loader;
import io.redoubt.api.cache.LoadingRegion;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Lookup.Source;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.RegionStatistics;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.api.cache.WriteThroughSettings;
import io.redoubt.cache.internal.store.ValueCodec;
import io.redoubt.cache.internal.warmup.HotKeyTracker;
import io.redoubt.cache.internal.warmup.WarmupTarget;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Read-through cache that validates arguments and delegates reading, loading and changing of values to other
 * components.
 */
sealed class DefaultRegion<K, V> implements Region<K, V> permits DefaultLoadingRegion {

    private final RegionSpec<K, V> spec;
    private final DefaultRegionFactory regions;
    private final SharedRegionState shared;
    private final StoredEntryReader<V> reader;
    private final ReadThroughFetcher<K, V> fetcher;
    private final EntryMutator<V> changes;
    private final RegionCounters counters;
    private final HotKeyTracker<K> hotKeys;
    private final ValueCodec values;
    private final NearCacheReader<K, V> nearReader;
    private final AtomicReference<@Nullable WriteBehind<K, V>> writeBehind;
    private final Map<TypeRef<?>, Region<K, ?>> views;
    private final AsyncRegion<K, V> async;

    DefaultRegion(
            RegionSpec<K, V> spec,
            DefaultRegionFactory regions,
            SharedRegionState shared,
            StoredEntryReader<V> reader,
            ReadThroughFetcher<K, V> fetcher,
            EntryMutator<V> changes,
            RegionCounters counters,
            HotKeyTracker<K> hotKeys,
            ValueCodec values,
            NearCacheReader<K, V> nearReader) {
        this.spec = spec;
        this.regions = regions;
        this.shared = shared;
        this.reader = reader;
        this.fetcher = fetcher;
        this.changes = changes;
        this.counters = counters;
        this.hotKeys = hotKeys;
        this.values = values;
        this.nearReader = nearReader;
        this.writeBehind = new AtomicReference<>();
        this.views = new ConcurrentHashMap<>();
        this.async = newAsync();
    }

    /** Creates a view of a region that shares everything with it. */
    DefaultRegion(DefaultRegion<K, V> region) {
        this.spec = region.spec;
        this.regions = region.regions;
        this.shared = region.shared;
        this.reader = region.reader;
        this.fetcher = region.fetcher;
        this.changes = region.changes;
        this.counters = region.counters;
        this.hotKeys = region.hotKeys;
        this.writeBehind = region.writeBehind;
        this.views = region.views;
        this.values = region.values;
        this.nearReader = region.nearReader;
        this.async = newAsync();
    }

    private AsyncRegion<K, V> newAsync() {
        return new ExecutorAsyncRegion<>(this, spec.hardTimeout(), regions.asyncCalls(spec.name()));
    }

    // The reads of one key are written out for each kind of result and loader: nothing that a near value does not need
    // is created for it, neither an adapted loader, which would be the costliest part, nor another object to look into.

    @Override
    public final @Nullable V get(K key, Loader<? super K, ? extends V> loader) {
        NearEntry<V> kept = nearReader.find(key);
        return kept != null
                ? kept.value()
                : fetchRefreshedOrStored(reading(ContextLoader.<K, V>of(loader)), key)
                        .value();
    }

    @Override
    public final @Nullable V get(K key, ContextLoader<? super K, ? extends V> loader) {
        NearEntry<V> kept = nearReader.find(key);
        return kept != null
                ? kept.value()
                : fetchRefreshedOrStored(reading(loader), key).value();
    }

    final @Nullable V getBy(LoaderAdapter<K, V> loader, K key) {
        NearEntry<V> kept = nearReader.find(key);
        return kept != null ? kept.value() : fetchRefreshedOrStored(loader, key).value();
    }

    @Override
    public final LoadedValue<V> fetch(K key, Loader<? super K, ? extends V> loader) {
        NearEntry<V> kept = nearReader.find(key);
        return kept != null ? kept.loaded() : fetchRefreshedOrStored(reading(ContextLoader.<K, V>of(loader)), key);
    }

    @Override
    public final LoadedValue<V> fetch(K key, ContextLoader<? super K, ? extends V> loader) {
        NearEntry<V> kept = nearReader.find(key);
        return kept != null ? kept.loaded() : fetchRefreshedOrStored(reading(loader), key);
    }

    final LoadedValue<V> fetchBy(LoaderAdapter<K, V> loader, K key) {
        NearEntry<V> kept = nearReader.find(key);
        return kept != null ? kept.loaded() : fetchRefreshedOrStored(loader, key);
    }

    private LoadedValue<V> fetchRefreshedOrStored(LoaderAdapter<K, V> loader, K key) {
        NearEntry<V> kept = nearReader.findAndRefresh(key, refreshLoader(loader));
        if (kept != null) {
            return kept.loaded();
        }
        String entry = spec.entry(key);
        hotKeys.recordRead(key);
        LoadedValue<V> fetched = fetcher.fetch(Map.of(entry, key), loader, refreshLoader(loader), counters)
                .get(entry);
        if (fetched == null) {
            throw new IllegalStateException("a fetch ends with a value or an exception");
        }
        return fetched;
    }

    @Override
    public final Map<K, V> getAll(Collection<? extends K> keys, BulkContextLoader<K, ? extends V> loader) {
        return getAllBy(readingAll(loader), keys);
    }

    final Map<K, V> getAllBy(LoaderAdapter<K, V> loader, Collection<? extends K> keys) {
        Map<String, K> entries = entries(keys);
        entries.values().forEach(hotKeys::recordRead);
        Map<String, LoadedValue<V>> fetched = new HashMap<>();
        Map<String, K> stored = nearReader.withoutKept(entries, refreshLoader(loader), fetched);
        fetched.putAll(fetcher.fetch(stored, loader, refreshLoader(loader), counters));
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

    /** Loads those of these keys that are missing, as no read of the application. Returns how many are not stored. */
    private int warm(Collection<K> keys, BulkContextLoader<K, ? extends V> loader) {
        LoaderAdapter<K, V> adapted = readingAll(loader);
        return (int) fetcher.fetch(entries(keys), adapted, refreshLoader(adapted), ReadCounters.NONE).values().stream()
                .filter(DefaultRegion::isMissing)
                .count();
    }

    /** Returns whether a value exists that is not stored now. */
    private static boolean isMissing(LoadedValue<?> loaded) {
        return switch (loaded.origin()) {
            case NEAR, CACHED, STALE, LOADED -> false;
            case NEAR_STORE_DOWN, LOADED_NOT_STORED, LOADED_STORE_DOWN -> loaded.value() != null;
        };
    }

    private Map<String, K> entries(Collection<? extends K> keys) {
        if (keys.size() > CacheStore.MAX_BULK) {
            throw new InvalidInputException("a bulk call takes at most " + CacheStore.MAX_BULK + " keys, but got "
                    + keys.size() + ": split it");
        }
        Map<String, K> entries = new LinkedHashMap<>();
        keys.forEach(key -> entries.putIfAbsent(spec.entry(key), key));
        return entries;
    }

    /**
     * Returns the loader of refreshes in the background.
     *
     * @param ofCall the loader of the call that starts the refresh
     */
    LoaderAdapter<K, V> refreshLoader(LoaderAdapter<K, V> ofCall) {
        return ofCall;
    }

    /** Adapts a loader. It sees the writes that wait in the write-behind queue, which the source does not have yet. */
    final LoaderAdapter<K, V> reading(ContextLoader<? super K, ? extends V> loader) {
        return LoaderAdapter.of((key, context) -> {
            WriteBehind<K, V> writes = writeBehind.get();
            return writes == null
                    ? loader.load(key, context)
                    : writes.reading(loader).load(key, context);
        });
    }

    /** Adapts a bulk loader, which also sees the writes that wait in the write-behind queue. */
    final LoaderAdapter<K, V> readingAll(BulkContextLoader<K, ? extends V> loader) {
        return LoaderAdapter.ofBulk((keys, context) -> {
            WriteBehind<K, V> writes = writeBehind.get();
            return writes == null
                    ? loader.loadAll(keys, context)
                    : writes.readingAll(loader).loadAll(keys, context);
        });
    }

    @Override
    public LoadingRegion<K, V> withLoader(ContextLoader<? super K, ? extends V> loader) {
        return DefaultLoadingRegion.of(this, reading(loader));
    }

    @Override
    public LoadingRegion<K, V> withBulkLoader(BulkContextLoader<K, ? extends V> loader) {
        return DefaultLoadingRegion.ofBulk(this, readingAll(loader));
    }

    @Override
    @SuppressWarnings("unchecked") // the views are kept by their types
    public final <W> Region<K, W> as(TypeRef<W> type) {
        return (Region<K, W>) views.computeIfAbsent(type, absent -> regions.region(spec.as(type), values));
    }

    @Override
    public final Lookup<V> lookup(K key) {
        ReadResult.Value<V> kept = nearReader.read(key);
        if (kept != null) {
            return found(kept, Source.NEAR);
        }
        String entry = spec.entry(key);
        ReadResult<V> result = reader.read(List.of(entry)).results().get(0);
        if (result instanceof ReadResult.Value<V> value) {
            counters.recordUsable(value);
            return found(value, Source.STORE);
        }
        ReadResult.Value<V> whileDown = nearReader.readWhileDown(entry, result);
        if (whileDown != null) {
            counters.recordUsable(whileDown);
            return found(whileDown, Source.NEAR);
        }
        counters.miss();
        return result instanceof ReadResult.Unavailable<V> unavailable
                ? new Lookup.Unavailable<>(unavailable.reason())
                : new Lookup.Miss<>();
    }

    private static <V> Lookup<V> found(ReadResult.Value<V> found, Source source) {
        V value = found.value();
        Duration age = found.age().orElse(Duration.ZERO);
        if (value == null) {
            return new Lookup.Negative<>(age, source);
        }
        return found.isFresh() ? new Lookup.Hit<>(value, found.age(), source) : new Lookup.Stale<>(value, age, source);
    }

    @Override
    public final void put(K key, V value, String... tags) {
        changes.putAll(Map.of(spec.entry(key), required(key, value)), spec.ttl(), tags(tags));
    }

    @Override
    public final void put(K key, V value, Duration ttl, String... tags) {
        Duration checked = Ttl.of(ttl).expiring("a value of region '" + spec.name() + "'");
        changes.putAll(Map.of(spec.entry(key), required(key, value)), checked, tags(tags));
    }

    @Override
    public final void putAll(Map<? extends K, ? extends V> values, String... tags) {
        Map<String, V> byEntry = new LinkedHashMap<>();
        entries(values.keySet()).forEach((entry, key) -> byEntry.put(entry, required(key, values.get(key))));
        changes.putAll(byEntry, spec.ttl(), tags(tags));
    }

    @Override
    public final Optional<V> putIfAbsent(K key, V value, String... tags) {
        return changes.putIfAbsent(spec.entry(key), required(key, value), tags(tags));
    }

    @Override
    public final void putNegative(K key, String... tags) {
        if (spec.negativeTtl().isZero()) {
            throw new InvalidInputException("region '" + spec.name()
                    + "' does not remember that no value exists: add .negativeTtl(duration) to its specification");
        }
        changes.putNegative(spec.entry(key), tags(tags));
    }

    private V required(K key, @Nullable V value) {
        if (value == null) {
            throw new InvalidInputException(
                    "the value for key '" + spec.text(key) + "' is null: invalidate the key, or call putNegative");
        }
        return value;
    }

    private static Set<String> tags(String... tags) {
        return TagArgumentChecks.checked(Set.of(), List.of(tags));
    }

    @Override
    public final boolean invalidate(K key) {
        return changes.invalidate(Set.of(spec.entry(key))) > 0;
    }

    @Override
    public final void invalidateAll(Collection<? extends K> keys) {
        changes.invalidate(entries(keys).keySet());
    }

    @Override
    public final void markStale(K key) {
        changes.markStale(spec.entry(key));
    }

    @Override
    public final void invalidateTags(Collection<String> tags) {
        changes.invalidateTags(TagArgumentChecks.some(tags));
    }

    @Override
    public final void clear() {
        changes.clear();
    }

    @Override
    public final AsyncRegion<K, V> async() {
        return async;
    }

    @Override
    public final WriteThrough<K, V> writeThrough(
            WriteThroughSettings settings, CacheWriter<? super K, ? super V> writer) {
        return regions.writeThrough(spec, settings, this, writer);
    }

    @Override
    public final WriteBehind<K, V> writeBehind(WriteBehindSettings settings, BatchWriter<K, V> writer) {
        WriteBehind<K, V> writes = regions.writeBehind(spec, settings, this, values, writer);
        writeBehind.set(writes);
        return writes;
    }

    @Override
    public final Warmup warmup(WarmupPlan<K, V> plan) {
        WarmupTarget<K, V> target = this::warm;
        return regions.warmup(spec, target, plan, hotKeys);
    }

    @Override
    public final HotKeys hotKeys(int max) {
        return hotKeys.hottest(max);
    }

    @Override
    public final RegionStatistics statistics() {
        return counters.snapshot(shared.retryQueue().pending());
    }

    /** Returns the name of the region, for logs. */
    @Override
    public final String toString() {
        return "region " + spec.name();
    }
}
