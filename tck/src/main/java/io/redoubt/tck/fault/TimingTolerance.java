package io.redoubt.tck.fault;

import java.time.Duration;

/**
 * Limits on how much longer calls and recovery in a fault test may take because the test machine is busy.
 *
 * @param grace how much longer than its deadline a call may take
 * @param percentile percentage of calls to which the grace applies
 * @param recovery maximum time from the end of a fault to full recovery
 * @param maxUnexplainedPercent percentage of calls that may fail for no other reason than the load of the machine
 * @param lasting maximum duration of a fault that has shown its expected effects by then
 */
record TimingTolerance(
        Duration grace, double percentile, Duration recovery, double maxUnexplainedPercent, Duration lasting) {

    /**
     * For every build on any machine, however busy: only a call that hangs is too late. The order of events shows
     * that deadlines are kept, since a fault lasts until its callers have got the outcomes that they get at their
     * deadlines.
     */
    static final TimingTolerance BUILD =
            new TimingTolerance(Duration.ofSeconds(30), 100, Duration.ofSeconds(120), 100, Duration.ofMillis(400));

    /** For the documented figures. */
    static final TimingTolerance STRICT =
            new TimingTolerance(Duration.ofMillis(50), 99.9, Duration.ofSeconds(2), 1, Duration.ofDays(1));

    /** Returns the minimum duration of a fault. A fault that ends with its injection has no duration. */
    Duration minimumDuration(Fault fault) {
        return fault.lasting().compareTo(lasting) < 0 ? fault.lasting() : lasting;
    }
}
