package io.redoubt.lock;

/** Outcome of one lock renewal or lock release that was sent to the lock store in a batch. */
enum BatchRequestOutcome {
    /** The owner held the lock, and the request was executed. */
    DONE,
    /** The owner does not hold the lock. */
    NOT_HELD,
    /** There was no reply, or an error reply. */
    UNKNOWN
}
