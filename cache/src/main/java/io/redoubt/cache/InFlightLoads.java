package io.redoubt.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The loads in progress of a region, at most one for each entry that may be joined, and the moments by which calls and loads are
 * put in order. Thread-safe.
 */
final class InFlightLoads<K, V> {

    private final ConcurrentMap<String, InFlightLoad<K, V>> inProgress = new ConcurrentHashMap<>();
    private final AtomicLong clock = new AtomicLong(1);

    /** The moment of now: whatever ticks from now on is later. */
    long now() {
        return clock.get();
    }

    /** A new moment, later than all before. Taken before one looks at the store, or at the source. */
    long tick() {
        return clock.incrementAndGet();
    }

    /** The load that is in progress and good for this call, or else a new one. */
    InFlightLoad<K, V> joinOrStart(String entry, LoadRequest<V> request, Supplier<InFlightLoad<K, V>> newLoad) {
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

    /** Lets nobody join it any more. */
    void remove(InFlightLoad<K, V> load) {
        inProgress.remove(load.entry(), load);
    }

    /** Lets nobody join the load of the entry any more, and its value not be stored. */
    void supersede(String entry) {
        InFlightLoad<K, V> load = inProgress.remove(entry);
        if (load != null) {
            load.supersede();
        }
    }

    /** Lets nobody join any load any more, and their values not be stored. */
    void supersedeAll() {
        inProgress.keySet().forEach(this::supersede);
    }
}
