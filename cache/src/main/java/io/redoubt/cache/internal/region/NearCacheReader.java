package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.cache.internal.warmup.HotKeyTracker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reader that looks up values in a region's near cache (a cache in this process) and starts background refreshes of
 * expiring values. It finds nothing if the region has no near cache. Thread-safe; does no I/O.
 */
final class NearCacheReader<K, V> {

    private final RegionSpec<K, V> spec;
    private final @Nullable NearCache<V> near;
    private final ReadThroughFetcher<K, V> fetcher;
    private final HotKeyTracker<K> hotKeys;
    private final LongSupplier nanoTime;
    private final boolean refreshesAhead;

    NearCacheReader(
            RegionSpec<K, V> spec,
            @Nullable NearCache<V> near,
            ReadThroughFetcher<K, V> fetcher,
            HotKeyTracker<K> hotKeys,
            LongSupplier nanoTime) {
        this.spec = spec;
        this.near = near;
        this.fetcher = fetcher;
        this.hotKeys = hotKeys;
        this.nanoTime = nanoTime;
        this.refreshesAhead = spec.refreshAhead() > 0;
    }

    /**
     * Returns the value of a key; null if it has to be read from the store. Always null in a region that refreshes
     * ahead, which needs a loader to find values ({@link #findAndRefresh}).
     */
    @Nullable
    NearEntry<V> find(K key) {
        return refreshesAhead ? null : findCounted(key);
    }

    /**
     * Returns the value of a key in a region that refreshes ahead, and starts a refresh if one is due; null if it has
     * to be read from the store. Always null in other regions ({@link #find}).
     */
    @Nullable
    NearEntry<V> findAndRefresh(K key, LoaderAdapter<K, V> loader) {
        NearEntry<V> found = refreshesAhead ? findCounted(key) : null;
        if (found != null) {
            refreshIfDue(key, found, loader);
        }
        return found;
    }

    private @Nullable NearEntry<V> findCounted(K key) {
        NearEntry<V> found = near == null ? null : find(key, near);
        if (found != null) {
            hotKeys.recordQuickRead(key);
        }
        return found;
    }

    private @Nullable NearEntry<V> find(K key, NearCache<V> cache) {
        String text = spec.text(key);
        return text == null ? null : cache.find(text); // the specification reports a key without a text
    }

    /** Returns the value of a key, as a read of the store would have found it; null if it has to be read there. */
    ReadResult.@Nullable Value<V> read(K key) {
        NearEntry<V> found = near == null ? null : find(key, near);
        return found == null ? null : found.asOf(nanoTime.getAsLong());
    }

    /** Returns the value of an entry if the store gave no answer and the near cache may be used instead, or null. */
    ReadResult.@Nullable Value<V> readWhileDown(String entry, ReadResult<V> result) {
        return near != null && result instanceof ReadResult.Unavailable<V> unavailable && unavailable.silent()
                ? near.findWhileDown(entry)
                : null;
    }

    /** Starts a refresh of a value in the background, if one is due. */
    private void refreshIfDue(K key, NearEntry<V> kept, LoaderAdapter<K, V> loader) {
        TagVersion validBy = kept.validBy();
        if (refreshesAhead && validBy != null) {
            fetcher.refreshIfDue(key, spec.entry(key), kept.asOf(nanoTime.getAsLong()), validBy, loader);
        }
    }

    /**
     * Returns those of some keys that have to be read from the store, and adds the values of the others to a map.
     *
     * @param keys the keys by entry
     * @param loader refreshes the values that are due
     * @param found receives the values by entry
     */
    Map<String, K> withoutKept(Map<String, K> keys, LoaderAdapter<K, V> loader, Map<String, LoadedValue<V>> found) {
        if (near == null) {
            return keys;
        }
        Map<String, K> others = new LinkedHashMap<>();
        keys.forEach((entry, key) -> {
            NearEntry<V> kept = find(key, near);
            if (kept == null) {
                others.put(entry, key);
            } else {
                found.put(entry, kept.loaded());
                refreshIfDue(key, kept, loader);
            }
        });
        return others;
    }
}
