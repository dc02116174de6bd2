package io.redoubt.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The loads in progress of a region, at most one for each entry that may be joined, and the moments by which calls and loads are
 * put in order. Thread-safe.
 */
final class Flights<K, V> {

    private final ConcurrentMap<String, Flight<K, V>> inProgress = new ConcurrentHashMap<>();
    private final AtomicLong moments = new AtomicLong(1);

    /** The moment of now: whatever ticks from now on is later. */
    long now() {
        return moments.get();
    }

    /** A new moment, later than all before. Taken before one looks at the store, or at the source. */
    long tick() {
        return moments.incrementAndGet();
    }

    /** The load that is in progress and good for this call, or else a new one. */
    Flight<K, V> joined(String entry, Call<V> call, Supplier<Flight<K, V>> otherwise) {
        while (true) {
            Flight<K, V> current = inProgress.get(entry);
            if (current == null) {
                Flight<K, V> mine = otherwise.get();
                if (inProgress.putIfAbsent(entry, mine) == null) {
                    return mine;
                }
            } else if (!current.hasLanded() && current.isFor(call)) {
                return current;
            } else {
                Flight<K, V> mine = otherwise.get();
                if (inProgress.replace(entry, current, mine)) {
                    return mine;
                }
            }
        }
    }

    /** Lets nobody join it any more. */
    void end(Flight<K, V> flight) {
        inProgress.remove(flight.entry(), flight);
    }

    /** Lets nobody join the load of the entry any more, and its value not be stored. */
    void overtake(String entry) {
        Flight<K, V> flight = inProgress.remove(entry);
        if (flight != null) {
            flight.overtake();
        }
    }

    /** Lets nobody join any load any more, and their values not be stored. */
    void overtakeAll() {
        inProgress.keySet().forEach(this::overtake);
    }
}
