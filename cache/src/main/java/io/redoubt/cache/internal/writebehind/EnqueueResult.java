package io.redoubt.cache.internal.writebehind;

/** Result of adding a write to a write-behind queue: accepted, or refused because too many writes are waiting. */
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
