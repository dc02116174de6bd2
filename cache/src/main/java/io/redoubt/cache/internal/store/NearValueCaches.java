package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.cache.internal.near.EmbeddedChangeSource;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Registry that holds one near cache (a cache in this process) for each configured key prefix. All views of the store
 * share them, and each change by this process is recorded here after it was made or has failed. Thread-safe; does no
 * I/O.
 */
public final class NearValueCaches {

    private final ValueChangeTracker tracker;

    private NearValueCaches(ValueChangeTracker tracker) {
        this.tracker = tracker;
    }

    /** Returns a registry without near caches. */
    public static NearValueCaches none() {
        return new NearValueCaches(
                new ValueChangeTracker("", new EmbeddedChangeSource(StoreInterceptor.OPEN), () -> 0));
    }

    /**
     * Creates near caches.
     *
     * @param settings the settings by key prefix, of which none begins with another
     * @param keyStart common prefix of the keys of the store
     * @param changes reports changes of the keys
     * @param counters count the hits
     */
    public static NearValueCaches of(
            Map<String, NearCacheSettings> settings,
            String keyStart,
            ChangeSource changes,
            CacheCounters counters,
            LongSupplier nanoTime) {
        ValueChangeTracker tracker = new ValueChangeTracker(keyStart, changes, nanoTime);
        settings.forEach((prefix, each) -> {
            NearValueCache cache = new NearValueCache(prefix, each, tracker, nanoTime);
            counters.addHitsOf(cache::hits);
            tracker.add(cache);
        });
        return new NearValueCaches(tracker);
    }

    /** Returns whether there is no near cache. */
    boolean isEmpty() {
        return tracker.caches().isEmpty();
    }

    /** Returns the near cache of a key; null if it has none. */
    @Nullable
    NearValueCache of(String key) {
        return tracker.cacheOf(key);
    }

    /** Records that the value of a key was changed, or may have been. */
    void changed(String key) {
        if (!isEmpty()) {
            tracker.changed(key);
        }
    }

    /** Records that the values of keys were changed, or may have been. */
    void changed(Collection<String> keys) {
        if (!isEmpty()) {
            tracker.changed(keys);
        }
    }

    /** Records that the value of a key was changed, by its name in the store. */
    public void physicalKeyChanged(String key) {
        if (!isEmpty()) {
            tracker.physicalKeyChanged(key);
        }
    }

    /** Records that the values of keys were changed, or may have been, by their names in the store. */
    void physicalKeysChanged(List<byte[]> keys) {
        if (!isEmpty()) {
            tracker.physicalKeysChanged(keys);
        }
    }

    /**
     * Returns why no values are kept at present, by key prefix; empty texts while they are, and before the first read.
     */
    public Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        tracker.caches().forEach(cache -> problems.put(cache.prefix(), tracker.isAsked() ? cache.problem() : ""));
        return problems;
    }

    /** Returns the statistics by key prefix. */
    Map<String, NearCacheStatistics> statistics() {
        Map<String, NearCacheStatistics> statistics = new LinkedHashMap<>();
        tracker.caches().forEach(cache -> statistics.put(cache.prefix(), cache.statistics()));
        return statistics;
    }
}
