package io.redoubt.lock;

/** Outcome of one lock renewal or lock release in a batch: done, not held, or unknown. */
enum BatchRequestOutcome {
    /** The owner held the lock, and the request was executed. */
    DONE,
    /** The owner does not hold the lock. */
    NOT_HELD,
    /** There was no reply, or an error reply. */
    UNKNOWN
}
