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
 * @param hidden what the fault had to show while it lasted, and did not
 * @param missed changes of which nobody was told
 */
record Course(
        long struck,
        long healed,
        long lastFailure,
        long armed,
        boolean disarmed,
        List<String> hidden,
        List<String> missed) {

    Course(long struck, long healed, long lastFailure, long armed, boolean disarmed, List<String> hidden) {
        this(struck, healed, lastFailure, armed, disarmed, List.copyOf(hidden), List.of());
    }

    Course missing(List<String> changes) {
        return new Course(struck, healed, lastFailure, armed, disarmed, hidden, List.copyOf(changes));
    }

    /** Whether something was before the fault, or after it. */
    boolean isOutside(long nanoTime) {
        return nanoTime - struck < 0 || nanoTime - healed > 0;
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
