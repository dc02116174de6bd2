package io.redoubt.cache;

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
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Implementation of {@link Region} on a {@link RegionStore}. It delegates to collaborators for reading, load
 * permits, loading and committing.
 */
final class DefaultRegion<K, V> implements Region<K, V> {

    private final RegionSpec<K, V> spec;
    private final RegionContext<K, V> context;
    private final RegionThreads threads;
    private final WarmupRegistry warmups;
    private final Refresher<K, V> refresher;
    private final Xfetch xfetch;
    private final InvalidationHandler invalidationHandler;
    private final AsyncRegion<K, V> async;
    private volatile @Nullable WriteBehind<K, V> writeBehind;

    DefaultRegion(
            RegionSpec<K, V> spec,
            RegionContext<K, V> context,
            RegionThreads threads,
            WarmupRegistry warmups,
            Xfetch xfetch) {
        this.spec = spec;
        this.context = context;
        this.threads = threads;
        this.warmups = warmups;
        this.refresher = new Refresher<>(context, threads);
        this.xfetch = xfetch;
        this.invalidationHandler = new InvalidationHandler(context.inFlightLoads());
        this.async = new ExecutorAsyncRegion<>(this, threads.calls());
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
        context.hotKeys().recordRead(key);
        WriteBehind<K, V> writes = writeBehind;
        LoadedValue<V> fetched = fetching(LoaderAdapter.of(writes == null ? loader : writes.reading(loader)))
                .fetch(Map.of(entry, key))
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
        entries.values().forEach(context.hotKeys()::recordRead);
        WriteBehind<K, V> writes = writeBehind;
        Map<String, LoadedValue<V>> fetched = fetching(
                        LoaderAdapter.of(writes == null ? loader : writes.readingAll(loader)))
                .fetch(entries);
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

    private FetchOperation<K, V> fetching(LoaderAdapter<K, V> source) {
        return new FetchOperation<>(context, threads, refresher, xfetch, source);
    }

    @Override
    public Lookup<V> lookup(K key) {
        String entry = spec.entry(key);
        ReadResult<V> result = context.reader().read(List.of(entry)).results().get(0);
        if (result instanceof ReadResult.Value<V> value) {
            context.counters().recordUsable(value);
            return found(value);
        }
        context.counters().miss();
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
        byte[] payload = context.encoder().payload(entry, value);
        invalidationHandler.changeEntry(
                entry,
                () -> put(entry, payload, checked),
                () -> context.shared().retryQueue().remove(entry));
    }

    private void put(String entry, byte[] payload, Set<String> tags) {
        InvalidationVersionStore.Versions now = context.shared()
                .store()
                .versions()
                .getOrCreateVersions(tags, context.encoder().retention());
        context.shared().versionCache().remember(now.regionVersion(), now.clearVersion(), now.tags());
        EncodedEntry envelope =
                context.encoder().envelope(payload, context.policy().ttl(), Duration.ZERO, now, tags);
        context.shared().store().put(entry, envelope.bytes(), envelope.life());
    }

    @Override
    public void invalidate(K key) {
        String entry = spec.entry(key);
        invalidationHandler.changeEntry(
                entry,
                () -> context.shared().store().remove(entry),
                () -> context.shared().retryQueue().remove(entry));
    }

    @Override
    public void markStale(K key) {
        String entry = spec.entry(key);
        RegionStore store = context.shared().store();
        EntryToken version = EntryToken.newValueVersion(context.random());
        Duration grace = context.policy().grace();
        invalidationHandler.changeEntry(
                entry,
                () -> store.expire(entry, version, grace),
                () -> context.shared().retryQueue().remove(entry));
    }

    @Override
    public void invalidateTags(Collection<String> tags) {
        Set<String> checked = TagValidation.some(tags);
        Duration retention = context.encoder().retention();
        invalidationHandler.changeVersions(
                () -> context.shared().store().versions().invalidateTags(checked, retention),
                () -> context.shared().retryQueue().invalidateTags(checked, retention));
    }

    @Override
    public void clear() {
        Duration retention = context.encoder().retention();
        invalidationHandler.changeVersions(
                () -> context.shared().store().versions().clear(retention),
                () -> context.shared().retryQueue().clear(retention));
    }

    @Override
    public AsyncRegion<K, V> async() {
        return async;
    }

    @Override
    public Warmup warmup(WarmupPlan<K, V> plan) {
        return warmups.warmup(this, spec.name(), plan, context.hotKeys());
    }

    @Override
    public HotKeys hotKeys(int max) {
        ArgumentChecks.checkRange("the number of hot keys", max, 1, HotKeys.MAX);
        return context.hotKeys().hottest(max);
    }

    @Override
    public RegionStatistics statistics() {
        return context.counters().snapshot(context.shared().retryQueue().pending());
    }

    /** Returns the name of the region, for logs. */
    @Override
    public String toString() {
        return "region " + spec.name();
    }
}
