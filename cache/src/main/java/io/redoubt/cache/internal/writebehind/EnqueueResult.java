package io.redoubt.cache.internal.writebehind;

/**
 * Result of adding a write to a {@link PendingWriteStore}: accepted, or refused because too many writes are pending.
 */
sealed interface EnqueueResult {

    /** The write was accepted under this id. */
    record Accepted(long id) implements EnqueueResult {}

    /**
     * The write was refused because the shard has too many pending keys.
     *
     * @param depth the number of pending keys in the shard
     */
    record Full(long depth) implements EnqueueResult {}
}
