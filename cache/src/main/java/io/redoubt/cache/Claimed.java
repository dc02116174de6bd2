package io.redoubt.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A flight that may load. Immutable.
 *
 * @param witness what its load rests on; null where it cannot be joined by it
 * @param expected what the cell must still hold for the value to be stored; null where it is not to be stored
 * @param refresher who has the lease of refreshing; null where the entry was missing
 */
record Claimed<K, V>(
        Flight<K, V> flight,
        @Nullable Witness witness,
        @Nullable Mark expected,
        @Nullable Mark refresher) {

    /** Flights whose values will not be stored. */
    static <K, V> List<Claimed<K, V>> none(List<Flight<K, V>> flights, @Nullable Witness witness) {
        return flights.stream()
                .map(flight -> new Claimed<>(flight, witness, null, null))
                .toList();
    }
}
