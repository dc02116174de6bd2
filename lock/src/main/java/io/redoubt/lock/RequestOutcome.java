package io.redoubt.lock;

/** What became of one of several requests that were sent together. */
enum RequestOutcome {
    /** The owner held the lock, and it was done. */
    DONE,
    /** The owner does not hold the lock. */
    NOT_HELD,
    /** No answer, or a refusal. */
    UNKNOWN
}
