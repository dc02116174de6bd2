package io.redoubt.lock;

/** Outcome of one lock renewal or release that was requested in a batch: done, lock not held, or unknown. */
enum RenewOrReleaseOutcome {
    /** The owner held the lock, and the request was executed. */
    DONE,
    /** The owner does not hold the lock. */
    NOT_HELD,
    /** There was no reply, or an error reply. */
    UNKNOWN
}
