package io.redoubt.lock;

/** Outcome of one request in a batch of requests to renew or to release locks. */
enum RequestOutcome {
    /** The owner held the lock, and the request was executed. */
    DONE,
    /** The owner does not hold the lock. */
    NOT_HELD,
    /** There was no reply, or an error reply. */
    UNKNOWN
}
