package io.redoubt.tck.fault;

import java.time.Duration;
import java.util.List;

/**
 * Timeline of a fault test: when the fault began and ended, and when the last call failed. All times are those of the
 * monotonic clock.
 *
 * @param injectedAt start of the fault
 * @param healedAt end of the fault
 * @param lastFailureAt end of the last failed call
 * @param armedAt time from which invalidations were delivered again
 * @param disarmed whether the driver reported in between that invalidations were not delivered
 * @param notShown expected effects that the fault did not show while it lasted
 * @param missedChanges changes for which the listener got neither an invalidation nor a gap
 */
record Timeline(
        long injectedAt,
        long healedAt,
        long lastFailureAt,
        long armedAt,
        boolean disarmed,
        List<String> notShown,
        List<String> missedChanges) {

    Timeline(
            long injectedAt, long healedAt, long lastFailureAt, long armedAt, boolean disarmed, List<String> notShown) {
        this(injectedAt, healedAt, lastFailureAt, armedAt, disarmed, List.copyOf(notShown), List.of());
    }

    Timeline withMissedChanges(List<String> changes) {
        return new Timeline(injectedAt, healedAt, lastFailureAt, armedAt, disarmed, notShown, List.copyOf(changes));
    }

    /** Returns whether the time lies before or after the fault. */
    boolean isOutsideFault(long nanoTime) {
        return nanoTime - injectedAt < 0 || nanoTime - healedAt > 0;
    }

    Duration recovery() {
        return Duration.ofNanos(Math.max(0, lastFailureAt - healedAt));
    }

    Duration armedAfter() {
        return Duration.ofNanos(armedAt - healedAt);
    }

    /**
     * Returns whether the call was in progress while the fault lasted, or started before all calls succeeded again
     * after the fault.
     */
    boolean overlaps(CallRecord record) {
        return record.ended() - injectedAt >= 0 && record.begun() - Math.max(healedAt, lastFailureAt) <= 0;
    }
}
