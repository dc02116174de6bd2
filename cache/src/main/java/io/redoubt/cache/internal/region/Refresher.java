package io.redoubt.cache.internal.region;

import io.redoubt.api.ClosedException;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Component that reloads values of a cache region in the background while callers still get the stored values. Each
 * entry is refreshed at most once at a time. Thread-safe.
 */
final class Refresher<K, V> {

    private final EntryLoader<K, V> entryLoader;
    private final RegionCounters counters;
    private final AsyncExecutor executor;
    private final RegionLogger log;
    private final Map<String, Boolean> inProgress = new ConcurrentHashMap<>();

    Refresher(EntryLoader<K, V> entryLoader, RegionCounters counters, AsyncExecutor executor, RegionLogger log) {
        this.entryLoader = entryLoader;
        this.counters = counters;
        this.executor = executor;
        this.log = log;
    }

    /** Starts refreshes of these values, except those that are being refreshed already. */
    void refresh(List<InFlightLoad<K, V>> candidates, LoaderAdapter<K, V> loader, @Nullable TagVersion regionVersion) {
        List<InFlightLoad<K, V>> mine = candidates.stream()
                .filter(load -> inProgress.putIfAbsent(load.entry(), Boolean.TRUE) == null)
                .toList();
        if (mine.isEmpty()) {
            return;
        }
        Runnable task = entryLoader.refreshTask(mine, loader, regionVersion);
        CompletableFuture<?> unused = executor.runInBackground(() -> {
                    task.run();
                    mine.forEach(this::ended);
                })
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        counters.refreshesRefused.add(mine.size());
                        if (!(failure instanceof ClosedException)) {
                            log.warn(
                                    "a value could not be refreshed, and the old one is returned until it ends",
                                    failure);
                        }
                    }
                    mine.forEach(load -> inProgress.remove(load.entry()));
                });
    }

    private void ended(InFlightLoad<K, V> load) {
        LoadResult<V> result = load.await(0);
        if (!(result instanceof LoadResult.RefreshSkipped)) { // otherwise another process loads it
            counters.refreshes.increment();
        }
        if (result instanceof LoadResult.Failed<V> failed) {
            log.warn("a value could not be refreshed, and the old one is returned until it ends", failed.failure());
        }
    }
}
