package io.redoubt.tck.fault;

import java.time.Duration;

/**
 * How one command ended.
 *
 * @param id what it is known by on the wire
 * @param type what the call was
 * @param location where its key is
 * @param outcome what its caller got
 * @param increment whether it is a step of a counter
 * @param begun when the call was made, by the monotonic clock
 * @param ended when it ended
 */
record CommandRecord(int id, CallType type, Location location, CallOutcome outcome, boolean increment, long begun, long ended) {

    /** Where a key is. */
    enum Location {
        /** On the master that is struck. */
        TARGET_MASTER,
        /** On another one. */
        OTHER_MASTER
    }

    Duration took() {
        return Duration.ofNanos(ended - begun);
    }
}
