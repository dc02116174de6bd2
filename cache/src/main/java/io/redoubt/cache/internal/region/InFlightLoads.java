package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.LoadFailedException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Registry of loads in progress, which lets callers that miss the same cache entry share one load (single flight).
 * It also owns the logical clock that orders calls and loads. Thread-safe.
 */
final class InFlightLoads<K, V> {

    private final ConcurrentMap<String, InFlightLoad<K, V>> inProgress = new ConcurrentHashMap<>();
    /** Result of loads that an error has ended. */
    private final LoadResult<V> unfinished =
            new LoadResult.Abandoned<>(new LoadFailedException("an error has ended the load", null));

    private final AtomicLong clock = new AtomicLong(1);

    /** Returns the current logical time. Every later {@link #tick()} is greater. */
    long now() {
        return clock.get();
    }

    /**
     * Advances the logical clock and returns the new time, greater than all before. Called before the store or the
     * source is read.
     */
    long tick() {
        return clock.incrementAndGet();
    }

    /** Returns the load in progress if the request may join it, or else registers a new one. */
    InFlightLoad<K, V> joinOrStart(
            String entry, InFlightLoad.Request<V> request, Supplier<InFlightLoad<K, V>> newLoad) {
        while (true) {
            InFlightLoad<K, V> current = inProgress.get(entry);
            if (current == null) {
                InFlightLoad<K, V> mine = newLoad.get();
                if (inProgress.putIfAbsent(entry, mine) == null) {
                    return mine;
                }
            } else if (!current.isCompleted() && current.isJoinableBy(request)) {
                return current;
            } else {
                InFlightLoad<K, V> mine = newLoad.get();
                if (inProgress.replace(entry, current, mine)) {
                    return mine;
                }
            }
        }
    }

    /**
     * Ends loads without a result, so that no further call joins them, and removes them: callers that have joined one
     * load again. The end comes first and allocates nothing; a load that was ended and not removed does not hold up its
     * key.
     */
    void endAll(List<InFlightLoad<K, V>> loads) {
        for (int i = 0; i < loads.size(); i++) {
            loads.get(i).complete(unfinished);
        }
        for (int i = 0; i < loads.size(); i++) {
            inProgress.remove(loads.get(i).entry(), loads.get(i));
        }
    }

    /** Supersedes the load of an entry: no further call joins it, and its value is not stored. */
    void supersede(String entry) {
        InFlightLoad<K, V> load = inProgress.remove(entry);
        if (load != null) {
            load.supersede();
        }
    }

    /** Supersedes all loads: no further call joins them, and their values are not stored. */
    void supersedeAll() {
        inProgress.keySet().forEach(this::supersede);
    }
}
