package io.redoubt.cache.internal.region;

import org.jspecify.annotations.Nullable;

/**
 * Permit to load one cache entry, and to store the loaded value if the entry has not changed meanwhile. Immutable.
 *
 * @param load the load that may run
 * @param snapshot what the store held when the permit was granted; null if later callers cannot join the load on
 *     that basis
 * @param expected the version that the entry must still hold for the value to be stored; null if the value is not to
 *     be stored
 * @param refreshOwner the owner of the refresh lease; null if the entry was missing
 */
record LoadPermit<K, V>(
        InFlightLoad<K, V> load,
        InFlightLoad.@Nullable Snapshot snapshot,
        @Nullable EntryVersion expected,
        @Nullable EntryVersion refreshOwner) {

    /** Returns a permit for a load whose value will not be stored. */
    static <K, V> LoadPermit<K, V> withoutStoring(InFlightLoad<K, V> load) {
        return new LoadPermit<>(load, null, null, null);
    }
}
