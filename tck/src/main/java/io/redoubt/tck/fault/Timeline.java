package io.redoubt.tck.fault;

import java.time.Duration;
import java.util.List;

/**
 * How a trial went, by the monotonic clock.
 *
 * @param injectedAt when the fault began
 * @param healedAt when it was over
 * @param lastFailureAt when the last call failed
 * @param armedAt when changes were told again
 * @param disarmed whether the driver said meanwhile that they were not
 * @param notShown what the fault had to show while it lasted, and did not
 * @param missedChanges changes of which nobody was told
 */
record Timeline(
        long injectedAt,
        long healedAt,
        long lastFailureAt,
        long armedAt,
        boolean disarmed,
        List<String> notShown,
        List<String> missedChanges) {

    Timeline(long injectedAt, long healedAt, long lastFailureAt, long armedAt, boolean disarmed, List<String> notShown) {
        this(injectedAt, healedAt, lastFailureAt, armedAt, disarmed, List.copyOf(notShown), List.of());
    }

    Timeline withMissedChanges(List<String> changes) {
        return new Timeline(injectedAt, healedAt, lastFailureAt, armedAt, disarmed, notShown, List.copyOf(changes));
    }

    /** Whether something was before the fault, or after it. */
    boolean isOutsideFault(long nanoTime) {
        return nanoTime - injectedAt < 0 || nanoTime - healedAt > 0;
    }

    Duration recovery() {
        return Duration.ofNanos(Math.max(0, lastFailureAt - healedAt));
    }

    Duration armedAfter() {
        return Duration.ofNanos(armedAt - healedAt);
    }

    /** Whether a call was on its way while the fault lasted, or made before all was well after it. */
    boolean overlaps(CommandRecord record) {
        return record.ended() - injectedAt >= 0 && record.begun() - Math.max(healedAt, lastFailureAt) <= 0;
    }
}
