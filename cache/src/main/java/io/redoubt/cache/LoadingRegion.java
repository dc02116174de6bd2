package io.redoubt.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.AsyncRegion;
import io.redoubt.api.cache.BulkLoader;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Fetched;
import io.redoubt.api.cache.HotKeys;
import io.redoubt.api.cache.Loader;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Lookup.Source;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.RegionStatistics;
import io.redoubt.api.cache.WarmPlan;
import io.redoubt.api.cache.Warming;
import io.redoubt.api.cache.WriteBehind;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A region above its cells. What it does not do itself is done by its parts: reading, claiming, loading, settling. */
final class LoadingRegion<K, V> implements Region<K, V> {

    private final RegionSpec<K, V> spec;
    private final Surroundings<K, V> around;
    private final RegionThreads threads;
    private final Warmings warmings;
    private final Refresher<K, V> refresher;
    private final Xfetch xfetch;
    private final Invalidations invalidations;
    private final AsyncRegion<K, V> async;
    private volatile @Nullable WriteBehind<K, V> behind;

    LoadingRegion(
            RegionSpec<K, V> spec, Surroundings<K, V> around, RegionThreads threads, Warmings warmings, Xfetch xfetch) {
        this.spec = spec;
        this.around = around;
        this.threads = threads;
        this.warmings = warmings;
        this.refresher = new Refresher<>(around, threads);
        this.xfetch = xfetch;
        this.invalidations = new Invalidations(around.flights());
        this.async = new AsyncView<>(this, threads.calls());
    }

    /** Has loads see what waits to be written to the source: what that says is older. */
    void writtenBehind(WriteBehind<K, V> writes) {
        behind = writes;
    }

    @Override
    public Fetched<V> fetch(K key, Loader<K, ? extends V> loader) {
        String entry = spec.entry(key);
        around.use().read(key);
        WriteBehind<K, V> writes = behind;
        Fetched<V> fetched = fetching(LoadSource.of(writes == null ? loader : writes.reading(loader)))
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
        entries.values().forEach(around.use()::read);
        WriteBehind<K, V> writes = behind;
        Map<String, Fetched<V>> fetched = fetching(LoadSource.of(writes == null ? loader : writes.readingAll(loader)))
                .fetch(entries);
        Map<K, V> values = new LinkedHashMap<>();
        entries.forEach((entry, key) -> {
            Fetched<V> each = fetched.get(entry);
            V value = each == null ? null : each.value();
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    private Fetching<K, V> fetching(LoadSource<K, V> source) {
        return new Fetching<>(around, threads, refresher, xfetch, source);
    }

    @Override
    public Lookup<V> lookup(K key) {
        String entry = spec.entry(key);
        View<V> view = around.reader().read(List.of(entry)).views().get(0);
        if (view instanceof View.Value<V> value) {
            around.counts().usable(value);
            return found(value);
        }
        around.counts().miss();
        return view instanceof View.Blind<V> blind ? new Lookup.Unavailable<>(blind.reason()) : new Lookup.Miss<>();
    }

    private static <V> Lookup<V> found(View.Value<V> found) {
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
        Set<String> checked = Tags.checked(Set.of(), List.of(tags));
        byte[] payload = around.filler().payload(entry, value);
        invalidations.ofEntry(
                entry,
                () -> put(entry, payload, checked),
                () -> around.home().replay().remove(entry));
    }

    private void put(String entry, byte[] payload, Set<String> tags) {
        RegionCells.Stamps now =
                around.home().cells().stamps(tags, around.filler().keep());
        around.home().memo().note(now.guard(), now.region(), now.tags());
        Enveloped envelope = around.filler().envelope(payload, around.policy().ttl(), Duration.ZERO, now, tags);
        around.home().cells().put(entry, envelope.bytes(), envelope.life());
    }

    @Override
    public void invalidate(K key) {
        String entry = spec.entry(key);
        invalidations.ofEntry(
                entry,
                () -> around.home().cells().remove(entry),
                () -> around.home().replay().remove(entry));
    }

    @Override
    public void expire(K key) {
        String entry = spec.entry(key);
        RegionCells cells = around.home().cells();
        Mark version = Mark.ofValue(around.random());
        Duration grace = around.policy().grace();
        invalidations.ofEntry(
                entry,
                () -> cells.expire(entry, version, grace),
                () -> around.home().replay().remove(entry));
    }

    @Override
    public void invalidateTags(Collection<String> tags) {
        Set<String> checked = Tags.some(tags);
        Duration keep = around.filler().keep();
        invalidations.ofStamps(
                () -> around.home().cells().invalidateTags(checked, keep),
                () -> around.home().replay().invalidateTags(checked, keep));
    }

    @Override
    public void clear() {
        Duration keep = around.filler().keep();
        invalidations.ofStamps(
                () -> around.home().cells().clear(keep),
                () -> around.home().replay().clear(keep));
    }

    @Override
    public AsyncRegion<K, V> async() {
        return async;
    }

    @Override
    public Warming warming(WarmPlan<K, V> plan) {
        return warmings.warming(this, spec.name(), plan, around.use());
    }

    @Override
    public HotKeys hotKeys(int most) {
        Bounds.check("the number of hot keys", most, 1, HotKeys.MOST);
        return around.use().hottest(most);
    }

    @Override
    public RegionStatistics statistics() {
        return around.counts().now(around.home().replay().pending());
    }

    /** The name of the region, for logs. */
    @Override
    public String toString() {
        return "region " + spec.name();
    }
}
