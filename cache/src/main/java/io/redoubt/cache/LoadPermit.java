package io.redoubt.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A flight that may load. Immutable.
 *
 * @param witness what its load rests on; null where it cannot be joined by it
 * @param expected what the cell must still hold for the value to be stored; null where it is not to be stored
 * @param refreshOwner who has the lease of refreshing; null where the entry was missing
 */
record LoadPermit<K, V>(
        InFlightLoad<K, V> load,
        @Nullable ValiditySnapshot snapshot,
        @Nullable EntryToken expected,
        @Nullable EntryToken refreshOwner) {

    /** Flights whose values will not be stored. */
    static <K, V> List<LoadPermit<K, V>> none(List<InFlightLoad<K, V>> loads, @Nullable ValiditySnapshot snapshot) {
        return loads.stream()
                .map(load -> new LoadPermit<>(load, snapshot, null, null))
                .toList();
    }
}
