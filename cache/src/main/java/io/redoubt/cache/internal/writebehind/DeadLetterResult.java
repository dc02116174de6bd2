package io.redoubt.cache.internal.writebehind;

/**
 * Result of moving a repeatedly failed write to the list of abandoned writes (dead letters): success, or the reason for
 * not moving it.
 */
enum DeadLetterResult {
    /** The lease has ended; the decision is left to the next lease holder. Nothing was changed. */
    LEASE_LOST,
    /** The write is now a dead letter. */
    STORED,
    /** A newer write of the same key has been accepted and replaces this write. */
    SUPERSEDED,
    /** The shard has reached its limit of dead letters. The write stays pending. */
    FULL
}
