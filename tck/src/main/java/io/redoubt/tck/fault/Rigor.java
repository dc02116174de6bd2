package io.redoubt.tck.fault;

import java.time.Duration;

/**
 * How much a machine is given for being busy.
 *
 * @param grace how much longer than its deadline a call may take
 * @param percentile of how many in a hundred that holds
 * @param ofThoseFrom among the calls that took at least this long
 * @param recovery how soon after a fault all is well again
 * @param strayPercent how many calls in a hundred may fail for no other reason than the machine
 */
record Rigor(Duration grace, double percentile, Duration ofThoseFrom, Duration recovery, double strayPercent) {

    /**
     * For every build, on whatever machine: if deadlines were not kept, most of the calls that a fault holds up would last
     * as long as the fault, a second.
     */
    static final Rigor BUILD =
            new Rigor(Duration.ofMillis(500), 50, Caller.DEADLINE.dividedBy(2), Duration.ofSeconds(15), 25);

    /** For the documented figures. */
    static final Rigor PROOF = new Rigor(Duration.ofMillis(50), 99.9, Duration.ZERO, Duration.ofSeconds(2), 1);
}
