package io.redoubt.cache.behind;

/** What became of a write that was to be given up. */
enum DeadLetterResult {
    /** The lease is over; it is for another to decide. */
    LEASE_LOST,
    /** It is a dead letter. */
    STORED,
    /** A newer write of its key was accepted. */
    SUPERSEDED,
    /** There are too many dead letters: it waits on. */
    FULL
}
