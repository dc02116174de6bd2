package io.redoubt.tck.fault;

import java.time.Duration;

/**
 * How much a machine is given for being busy.
 *
 * @param grace how much longer than its deadline a call may take
 * @param gracePercentile of how many calls in a hundred that holds
 * @param recovery how soon after a fault all is well again
 * @param strayPercent how many calls in a hundred may be late for no other reason than the machine
 */
record Rigor(Duration grace, double gracePercentile, Duration recovery, double strayPercent) {

    /** For every build, on whatever machine. */
    static final Rigor BUILD = new Rigor(Duration.ofMillis(250), 99, Duration.ofSeconds(5), 5);

    /** For the documented figures. */
    static final Rigor PROOF = new Rigor(Duration.ofMillis(50), 99.9, Duration.ofSeconds(2), 1);
}
