package io.redoubt.api.cache;

import org.jspecify.annotations.Nullable;

/**
 * Queued write that a {@link WriteBehind} queue has accepted but not yet applied to the data source. Immutable.
 *
 * @param key the key of the value
 * @param value the value, or null if it is to be removed
 * @param id number that grows with every write of a key, in whichever process it was accepted; also across the
 *     loss of all data in Redis, unless its clock goes back as well
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public record PendingWrite<K, V>(K key, @Nullable V value, long id) {

    /** Returns whether the value is to be removed. */
    public boolean isRemoval() {
        return value == null;
    }
}
