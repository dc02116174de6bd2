package io.redoubt.lock;

/** Outcome of renewing or releasing one lock in a batch of such requests: done, lock not held, or unknown. */
enum RenewOrReleaseOutcome {
    /** The owner held the lock, and the request was executed. */
    DONE,
    /** The owner does not hold the lock. */
    NOT_HELD,
    /** There was no reply, or an error reply. */
    UNKNOWN
}
