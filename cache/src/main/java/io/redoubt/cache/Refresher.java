package io.redoubt.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background refresher: reloads values while callers use the stored ones, at most once at a time for each entry.
 * Thread-safe.
 */
final class Refresher<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);

    private final RegionContext<K, V> context;
    private final RegionThreads threads;
    private final Map<String, Boolean> inProgress = new ConcurrentHashMap<>();

    Refresher(RegionContext<K, V> context, RegionThreads threads) {
        this.context = context;
        this.threads = threads;
    }

    /** Starts refreshes of these values, except those that are being refreshed already. */
    void refresh(
            List<InFlightLoad<K, V>> candidates,
            LoaderAdapter<K, V> loader,
            @Nullable InvalidationVersion regionVersion) {
        List<InFlightLoad<K, V>> mine = new ArrayList<>();
        for (InFlightLoad<K, V> load : candidates) {
            if (inProgress.putIfAbsent(load.entry(), Boolean.TRUE) == null) {
                mine.add(load);
            }
        }
        if (mine.isEmpty()) {
            return;
        }
        long deadline =
                context.nanoTime().getAsLong() + context.policy().hardTimeout().toNanos();
        LoadTask<K, V> task = new LoadTask<>(context, mine, loader, regionVersion, deadline);
        boolean accepted = threads.refresh(() -> {
            try {
                task.run();
                context.counters().refreshes.add(mine.size());
                mine.forEach(this::logFailure);
            } finally {
                mine.forEach(load -> inProgress.remove(load.entry()));
            }
        });
        if (!accepted) {
            context.counters().refreshesRefused.add(mine.size());
            mine.forEach(load -> inProgress.remove(load.entry()));
        }
    }

    private void logFailure(InFlightLoad<K, V> load) {
        if (load.await(0) instanceof LoadResult.Failed<V> failed) {
            // The failure's message is left out, because it may contain user data.
            context.throttle()
                    .pass(leftOut -> LOG.warn(
                            "region {}: a value could not be refreshed ({}){}",
                            context.name(),
                            failed.failure().getClass().getSimpleName(),
                            leftOut));
        }
    }
}
