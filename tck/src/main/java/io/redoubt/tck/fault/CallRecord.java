package io.redoubt.tck.fault;

import java.time.Duration;

/**
 * Record of one command sent during a fault test: its type, key, start, end and outcome.
 *
 * @param id number that identifies the command on the wire
 * @param type type of the call
 * @param location location of the key
 * @param outcome what the caller got
 * @param increment whether the command increments a counter
 * @param begun start of the call, by the monotonic clock
 * @param ended end of the call, by the monotonic clock
 */
record CallRecord(
        int id, CallType type, Location location, CallOutcome outcome, boolean increment, long begun, long ended) {

    /** Location of a key. */
    enum Location {
        /** The master on which the fault is injected. */
        TARGET_MASTER,
        /** Another master. */
        OTHER_MASTER
    }

    Duration took() {
        return Duration.ofNanos(ended - begun);
    }
}
