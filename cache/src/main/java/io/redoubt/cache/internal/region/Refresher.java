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
    private final Map<String, InFlightLoad<K, V>> inProgress = new ConcurrentHashMap<>();

    Refresher(EntryLoader<K, V> entryLoader, RegionCounters counters, AsyncExecutor executor, RegionLogger log) {
        this.entryLoader = entryLoader;
        this.counters = counters;
        this.executor = executor;
        this.log = log;
    }

    /** Starts refreshes of these values, except those that are being refreshed already. */
    void refresh(List<InFlightLoad<K, V>> candidates, LoaderAdapter<K, V> loader, @Nullable TagVersion regionVersion) {
        boolean isStarted = false;
        try {
            List<InFlightLoad<K, V>> mine = candidates.stream()
                    .filter(load -> inProgress.putIfAbsent(load.entry(), load) == null)
                    .toList();
            if (!mine.isEmpty()) {
                start(mine, loader, regionVersion);
            }
            isStarted = true;
        } finally {
            if (!isStarted) {
                endAll(candidates); // for example without memory: otherwise they would never be refreshed again
            }
        }
    }

    /** Removes the marks of these loads. Allocates nothing. */
    private void endAll(List<InFlightLoad<K, V>> loads) {
        for (int i = 0; i < loads.size(); i++) {
            inProgress.remove(loads.get(i).entry(), loads.get(i));
        }
    }

    private void start(List<InFlightLoad<K, V>> mine, LoaderAdapter<K, V> loader, @Nullable TagVersion regionVersion) {
        Runnable task = entryLoader.refreshTask(mine, loader, regionVersion);
        CompletableFuture<?> unused = executor.runInBackground(() -> {
                    task.run();
                    mine.forEach(this::ended);
                })
                .whenComplete((nothing, failure) -> {
                    try {
                        if (failure != null) {
                            refused(mine.size(), failure);
                        }
                    } finally {
                        endAll(mine);
                    }
                });
    }

    private void refused(int count, Throwable failure) {
        counters.refreshesRefused.add(count);
        if (!(failure instanceof ClosedException)) {
            log.warn("a value could not be refreshed, and the old one is returned until it ends", failure);
        }
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
