package io.redoubt.tck.fault;

import java.time.Duration;
import java.util.List;

/**
 * How a trial went, by the monotonic clock.
 *
 * @param struck when the fault began
 * @param healed when it was over
 * @param lastFailure when the last call failed
 * @param armed when changes were told again
 * @param disarmed whether the driver said meanwhile that they were not
 * @param missed changes of which nobody was told
 * @param writes how many changes there were
 */
record Course(
        long struck, long healed, long lastFailure, long armed, boolean disarmed, List<String> missed, int writes) {

    Course(long struck, long healed, long lastFailure, long armed, boolean disarmed) {
        this(struck, healed, lastFailure, armed, disarmed, List.of(), 0);
    }

    Course missing(List<String> changes, int ofWrites) {
        return new Course(struck, healed, lastFailure, armed, disarmed, List.copyOf(changes), ofWrites);
    }

    Duration recovery() {
        return Duration.ofNanos(Math.max(0, lastFailure - healed));
    }

    Duration armedAfter() {
        return Duration.ofNanos(armed - healed);
    }

    /** Whether a call was on its way while the fault lasted, or made before all was well after it. */
    boolean concerns(Outcome outcome) {
        return outcome.ended() - struck >= 0 && outcome.begun() - Math.max(healed, lastFailure) <= 0;
    }
}
