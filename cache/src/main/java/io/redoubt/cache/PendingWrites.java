package io.redoubt.cache;

import org.jspecify.annotations.Nullable;

/**
 * Writes that have been accepted and have not reached their source yet. A region asks here before it loads: what the source says is
 * older. Implementations are thread-safe, and do not block.
 */
@FunctionalInterface
interface PendingWrites<V> {

    /** The newest write of an entry that is still on its way; null if there is none. */
    @Nullable
    Pending<V> find(String entry);

    /** For regions whose source is written by others. */
    static <V> PendingWrites<V> none() {
        return entry -> null;
    }

    /**
     * A write on its way.
     *
     * @param value null where the thing is being deleted
     */
    record Pending<V>(@Nullable V value) {}
}
