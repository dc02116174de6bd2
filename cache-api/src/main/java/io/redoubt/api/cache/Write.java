package io.redoubt.api.cache;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is to be written to its source. Immutable.
 *
 * @param key what identifies the thing
 * @param value the thing, or null if it is to be removed
 * @param id grows with every write of a key, whatever process accepted it; also across the loss of all that Redis holds,
 *     unless its clock goes back as well
 * @param <K> what identifies a thing
 * @param <V> the thing
 */
public record Write<K, V>(K key, @Nullable V value, long id) {

    /** Whether the thing is to be removed. */
    public boolean isRemoval() {
        return value == null;
    }
}
