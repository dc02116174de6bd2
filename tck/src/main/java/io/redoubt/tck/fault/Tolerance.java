package io.redoubt.tck.fault;

import java.time.Duration;

/**
 * How much a machine is given for being busy.
 *
 * @param grace how much longer than its deadline a call may take
 * @param percentile of how many in a hundred that holds
 * @param recovery how soon after a fault all is well again
 * @param maxUnexplainedPercent how many calls in a hundred may fail for no other reason than the machine
 * @param lasting how long a fault lasts at most if it has shown by then what it has to show
 */
record Tolerance(Duration grace, double percentile, Duration recovery, double maxUnexplainedPercent, Duration lasting) {

    /**
     * For every build, on whatever machine, however busy: only what hangs is too late. That deadlines are kept is shown by
     * order: a fault lasts until its callers got what they get at their deadlines.
     */
    static final Tolerance BUILD =
            new Tolerance(Duration.ofSeconds(30), 100, Duration.ofSeconds(120), 100, Duration.ofMillis(400));

    /** For the documented figures. */
    static final Tolerance STRICT = new Tolerance(Duration.ofMillis(50), 99.9, Duration.ofSeconds(2), 1, Duration.ofDays(1));

    /** How long a fault lasts at least; one that is over when it has struck does not last. */
    Duration minimumDuration(Fault fault) {
        return fault.lasting().compareTo(lasting) < 0 ? fault.lasting() : lasting;
    }
}
