package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.LoadFailedException;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Component that fetches values of a cache region through an {@link StoredEntryReader} and loads missing values from
 * the data source. Thread-safe.
 */
final class ReadThroughFetcher<K, V> {

    private final RegionSpec<?, ?> spec;
    private final StoredEntryReader<V> reader;
    private final EntryLoader<K, V> entryLoader;
    private final Refresher<K, V> refresher;
    private final EarlyRefreshPolicy xfetch;
    private final InFlightLoads<K, V> inFlightLoads;
    private final RefreshBackoff refreshBackoff;
    private final @Nullable NearCache<V> near;
    private final RegionLogger log;
    private final AsyncExecutor loads;
    private final LongSupplier nanoTime;

    ReadThroughFetcher(
            RegionSpec<?, ?> spec,
            StoredEntryReader<V> reader,
            EntryLoader<K, V> entryLoader,
            Refresher<K, V> refresher,
            InFlightLoads<K, V> inFlightLoads,
            RefreshBackoff refreshBackoff,
            @Nullable NearCache<V> near,
            RegionLogger log,
            AsyncExecutor loads,
            LongSupplier nanoTime) {
        this.spec = spec;
        this.reader = reader;
        this.entryLoader = entryLoader;
        this.refresher = refresher;
        this.xfetch = new EarlyRefreshPolicy(
                spec.refreshAhead(), () -> ThreadLocalRandom.current().nextDouble());
        this.inFlightLoads = inFlightLoads;
        this.refreshBackoff = refreshBackoff;
        this.near = near;
        this.log = log;
        this.loads = loads;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns the values of these keys by entry.
     *
     * @param loader loads missing values
     * @param refreshLoader reloads values in the background
     * @param counters counts each of the keys once
     */
    Map<String, LoadedValue<V>> fetch(
            Map<String, K> keys, LoaderAdapter<K, V> loader, LoaderAdapter<K, V> refreshLoader, ReadCounters counters) {
        return new Call(loader, refreshLoader, counters).fetch(keys);
    }

    /**
     * Starts a refresh of a value of the near cache, if one is due before it expires.
     *
     * @param regionVersion the version by which the value is valid
     */
    void refreshIfDue(
            K key,
            String entry,
            ReadResult.Value<V> value,
            TagVersion regionVersion,
            LoaderAdapter<K, V> refreshLoader) {
        EntryVersion version = value.version();
        if (version != null
                && !refreshBackoff.isPaused(entry, version)
                && !refreshBackoff.isStoreRefusing(entry, version)
                && xfetch.isDue(value)) {
            refresher.refresh(List.of(new InFlightLoad<>(key, entry, value)), refreshLoader, regionVersion);
        }
    }

    /** Single call for the values of some keys. Confined to one thread. */
    private final class Call {

        private final LoaderAdapter<K, V> loader;
        private final LoaderAdapter<K, V> refreshLoader;
        private final long startTick = inFlightLoads.now();
        private final long deadline = entryLoader.deadline();
        private final ReadCounters counters;
        private final Set<String> uncounted = new HashSet<>();
        private final Map<String, LoadedValue<V>> results = new LinkedHashMap<>();
        private final Map<String, ReadResult.Value<V>> fallbacks = new LinkedHashMap<>();

        Call(LoaderAdapter<K, V> loader, LoaderAdapter<K, V> refreshLoader, ReadCounters counters) {
            this.counters = counters;
            this.loader = loader;
            this.refreshLoader = refreshLoader;
        }

        Map<String, LoadedValue<V>> fetch(Map<String, K> keys) {
            uncounted.addAll(keys.keySet());
            try {
                return fetchAll(keys);
            } finally {
                uncounted.forEach(entry -> counters.miss());
            }
        }

        private Map<String, LoadedValue<V>> fetchAll(Map<String, K> keys) {
            Map<String, K> open = new LinkedHashMap<>(keys);
            boolean first = true;
            while (!open.isEmpty()) {
                List<String> entries = List.copyOf(open.keySet());
                StoredEntryReader.Results<V> read = reader.readWithoutAges(entries);
                Map<String, ReadResult<V>> seen = new LinkedHashMap<>();
                for (int i = 0; i < entries.size(); i++) {
                    seen.put(entries.get(i), read.results().get(i));
                }
                takeStored(open, seen, read.regionVersion());
                if (first) {
                    first = false;
                    countMisses(open);
                }
                if (!open.isEmpty()) {
                    load(open, seen, read.regionVersion());
                }
            }
            return results;
        }

        /** Counts the keys without a stored value; whether a value that is kept as a fallback is used is not known. */
        private void countMisses(Map<String, K> open) {
            for (String entry : open.keySet()) {
                if (!fallbacks.containsKey(entry) && uncounted.remove(entry)) {
                    counters.miss();
                }
            }
        }

        /** Takes the stored values that may be returned at once, and starts the refreshes that are due. */
        private void takeStored(
                Map<String, K> open, Map<String, ReadResult<V>> seen, @Nullable TagVersion regionVersion) {
            List<InFlightLoad<K, V>> due = new ArrayList<>();
            for (Map.Entry<String, K> each : List.copyOf(open.entrySet())) {
                ReadResult<V> result = seen.get(each.getKey());
                if (result instanceof ReadResult.Unavailable<V> unavailable
                        && isFoundWhileDown(each.getKey(), unavailable)) {
                    open.remove(each.getKey());
                    continue;
                }
                if (!(result instanceof ReadResult.Value<V> value)) {
                    fallbacks.remove(each.getKey());
                    continue;
                }
                EntryVersion version = value.version();
                boolean isStoreRefusing = version != null && refreshBackoff.isStoreRefusing(each.getKey(), version);
                boolean isStaleAllowed = !isStoreRefusing
                        && -value.freshNanos() < spec.staleWhileRevalidate().toNanos();
                boolean isPaused = version != null && refreshBackoff.isPaused(each.getKey(), version);
                if (!value.isFresh() && !isStaleAllowed && !isPaused) {
                    fallbacks.put(each.getKey(), value);
                    continue;
                }
                if (version != null && !isPaused && !isStoreRefusing && (!value.isFresh() || xfetch.isDue(value))) {
                    due.add(new InFlightLoad<>(each.getValue(), each.getKey(), value));
                }
                found(each.getKey(), value);
                open.remove(each.getKey());
            }
            if (!due.isEmpty()) {
                refresher.refresh(due, refreshLoader, regionVersion);
            }
        }

        /** Takes the value of the near cache, if it may be returned although the store does not answer. */
        private boolean isFoundWhileDown(String entry, ReadResult.Unavailable<V> unavailable) {
            ReadResult.Value<V> value = near == null || !unavailable.silent() ? null : near.findWhileDown(entry);
            if (value == null) {
                return false;
            }
            if (uncounted.remove(entry)) {
                counters.recordUsable(value);
            }
            results.put(entry, new LoadedValue<>(value.value(), Origin.NEAR_STORE_DOWN));
            return true;
        }

        private void found(String entry, ReadResult.Value<V> value) {
            if (uncounted.remove(entry)) {
                counters.recordUsable(value);
            }
            results.put(entry, new LoadedValue<>(value.value(), value.isFresh() ? Origin.CACHED : Origin.STALE));
        }

        /**
         * Loads the entries that are still open: joins loads in progress, starts the others, and takes their results.
         */
        private void load(Map<String, K> open, Map<String, ReadResult<V>> seen, @Nullable TagVersion regionVersion) {
            Map<String, InFlightLoad.Request<V>> requests = new LinkedHashMap<>();
            Map<String, InFlightLoad<K, V>> loads = new LinkedHashMap<>();
            List<InFlightLoad<K, V>> mine = new ArrayList<>();
            boolean isStarted = false;
            try {
                open.forEach((entry, key) -> {
                    ReadResult<V> result = seen.getOrDefault(entry, new ReadResult.Absent<>(null));
                    InFlightLoad.Request<V> request = new InFlightLoad.Request<>(startTick, result, regionVersion);
                    InFlightLoad<K, V> own = new InFlightLoad<>(key, entry, result);
                    mine.add(own); // before others may join it
                    InFlightLoad<K, V> load = inFlightLoads.joinOrStart(entry, request, () -> own);
                    if (load != own) {
                        mine.remove(mine.size() - 1);
                    }
                    requests.put(entry, request);
                    loads.put(entry, load);
                });
                if (!mine.isEmpty()) {
                    start(entryLoader.task(mine, loader, regionVersion, deadline));
                }
                isStarted = true;
            } finally {
                if (!isStarted) {
                    inFlightLoads.endAll(mine); // for example without memory: nothing else would end them
                }
            }
            // Wait only after this call's own loads have been started, so that two calls never wait for each other.
            Set<InFlightLoad<K, V>> own = new HashSet<>(mine);
            requests.forEach((entry, request) -> {
                InFlightLoad<K, V> load = loads.get(entry);
                if (load != null && takeResult(entry, load, request, own.contains(load))) {
                    open.remove(entry);
                }
            });
        }

        /**
         * Runs the load on the caller's thread, which is cheapest, unless the caller may have to return before the
         * loader ends.
         */
        private void start(EntryLoader<K, V>.Task task) {
            if (spec.softTimeout() == null && spec.hardTimeout().compareTo(RegionSpec.DEFAULT_HARD_TIMEOUT) >= 0) {
                task.run();
            } else {
                CompletableFuture<?> unused = loads.run(task).whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        task.reject(failure);
                    }
                });
            }
        }

        /**
         * Takes the result of a load if it is valid for this call, waiting for it if necessary. Returns false if the
         * entry must be read anew.
         */
        private boolean takeResult(
                String entry, InFlightLoad<K, V> load, InFlightLoad.Request<V> request, boolean mine) {
            ReadResult.Value<V> fallback = fallbacks.get(entry);
            LoadResult<V> result = load.await(maxWait(fallback));
            if (result == null) {
                if (fallback == null) {
                    throw timedOut(entry);
                }
                log.warn("a stale value is returned, because its load takes longer than the timeout of the region");
                found(entry, fallback);
                return true;
            }
            if (result instanceof LoadResult.Interrupted<V> interrupted) {
                if (mine) {
                    throw rethrown(entry, interrupted.failure());
                }
                return false;
            }
            if (result instanceof LoadResult.Abandoned<V> abandoned) {
                return mine && fallBack(entry, fallback, abandoned.failure());
            }
            if (!load.isValidFor(request, result)) {
                return false;
            }
            if (result instanceof LoadResult.Loaded<V> loaded) {
                results.put(entry, loaded.fetched());
            } else if (result instanceof LoadResult.Found<V> found) {
                found(entry, found.value());
            } else if (result instanceof LoadResult.Failed<V> failed) {
                return fallBack(entry, fallback, failed.failure());
            } else if (fallback == null) {
                return false; // RefreshSkipped: another owner refreshes a value that this call did not read
            } else {
                found(entry, fallback);
            }
            return true;
        }

        private boolean fallBack(String entry, ReadResult.@Nullable Value<V> fallback, Throwable failure) {
            if (fallback == null) {
                throw rethrown(entry, failure);
            }
            log.warn("a stale value is returned, because its load failed", failure);
            found(entry, fallback);
            return true;
        }

        private long maxWait(ReadResult.@Nullable Value<V> fallback) {
            long left = deadline - nanoTime.getAsLong();
            Duration soft = spec.softTimeout();
            return fallback != null && soft != null ? Math.min(left, soft.toNanos()) : left;
        }

        private LoadFailedException timedOut(String entry) {
            return new LoadFailedException("waited " + spec.hardTimeout() + " for the load of '" + entry + "'", null);
        }

        /**
         * Throws an unchecked failure as it is, and returns a checked one wrapped in an exception for the caller to
         * throw.
         */
        private static LoadFailedException rethrown(String entry, Throwable failure) {
            if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            return new LoadFailedException("the loader of '" + entry + "' failed: " + failure, failure);
        }
    }
}
