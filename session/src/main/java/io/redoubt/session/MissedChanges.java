package io.redoubt.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Count of the changes of sessions that could not be processed, for example without memory. Each is treated as a change
 * of all sessions: no copy is used from then on until all were dropped. Thread-safe.
 */
final class MissedChanges {

    private final AtomicLong missed = new AtomicLong();
    /** How many of them have been treated as a change of all sessions. */
    private volatile long recovered;

    /** Counts a change, unless it was processed. Needs no memory. */
    void countUnless(boolean isProcessed) {
        if (!isProcessed) {
            missed.incrementAndGet();
        }
    }

    boolean isRecoveryDue() {
        return missed.get() != recovered;
    }

    /** Drops all copies, if that is due. */
    void recover(Runnable dropAll) {
        long known = missed.get(); // first: what is missed meanwhile makes the next recovery due
        if (known != recovered) {
            dropAll.run();
            recovered = known;
        }
    }
}
