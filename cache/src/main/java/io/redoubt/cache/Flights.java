package io.redoubt.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/** The loads in progress of a region, at most one a key. Thread-safe. */
final class Flights<V> {

    private static final int STRIPES = 256;

    private final ConcurrentMap<String, Flight<V>> inProgress = new ConcurrentHashMap<>();
    private final AtomicIntegerArray landings = new AtomicIntegerArray(STRIPES);

    /**
     * How many loads have ended, of this key and those that share its stripe. Who notes it before reading the store, and
     * finds it changed when it begins a load, knows that its read may have missed what such a load stored.
     */
    int landings(String entry) {
        return landings.get(stripe(entry));
    }

    /** Begins a load, or returns the one that is in progress. */
    @Nullable
    Flight<V> begin(String entry, Flight<V> flight) {
        return inProgress.putIfAbsent(entry, flight);
    }

    /** Ends a load. Counts before it lets the next one begin. */
    void end(String entry, Flight<V> flight) {
        landings.incrementAndGet(stripe(entry));
        inProgress.remove(entry, flight);
    }

    /** Lets nobody join the load in progress any more, and its value not be stored. */
    void overtake(String entry) {
        Flight<V> flight = inProgress.remove(entry);
        if (flight != null) {
            flight.overtake();
        }
    }

    private static int stripe(String entry) {
        int hash = entry.hashCode();
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
