package io.redoubt.tck.fault;

import java.time.Duration;

/**
 * How one command ended.
 *
 * @param id what it is known by on the wire
 * @param sort what the call was
 * @param place where its key is
 * @param symptom what its caller got
 * @param counts whether it is a step of a counter
 * @param begun when the call was made, by the monotonic clock
 * @param ended when it ended
 */
record Outcome(int id, Sort sort, Place place, Symptom symptom, boolean counts, long begun, long ended) {

    /** Where a key is. */
    enum Place {
        /** On the master that is struck. */
        STRUCK,
        /** On another one. */
        ELSEWHERE
    }

    Duration took() {
        return Duration.ofNanos(ended - begun);
    }
}
