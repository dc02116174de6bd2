package io.redoubt.tck.backend;

import io.redoubt.test.proxy.TrafficCounts;

/**
 * Measured cost of a block of code: the number of Redis commands and of network round trips. Immutable.
 *
 * @param counts the counts, summed over all masters
 * @param masters the number of masters
 */
public record CommandCost(TrafficCounts counts, int masters) {

    /**
     * Asserts exactly this cost, independent of the number of masters: for calls that concern one key, or keys of
     * one slot.
     *
     * @throws AssertionError if the cost differs; it lists the commands
     */
    public void mustBe(long commands, long roundTrips) {
        counts.mustBe(commands, roundTrips);
    }

    /**
     * Asserts at most this cost, independent of the number of masters.
     *
     * @throws AssertionError if the cost is higher; it lists the commands
     */
    public void mustBeAtMost(long commands, long roundTrips) {
        counts.mustBeAtMost(commands, roundTrips);
    }

    /**
     * Asserts exactly this number of commands, and {@code roundTrips} round trips to at least one master and no
     * more to any other: for calls that concern several slots. With one master that is exactly {@code roundTrips};
     * with several, the total must be between that number and that number times the number of masters.
     *
     * @throws AssertionError if the cost differs; it lists the commands
     */
    public void mustBePerMaster(long commands, long roundTrips) {
        boolean spread = counts.roundTrips() >= roundTrips && counts.roundTrips() <= roundTrips * masters;
        if (counts.commands() != commands || !spread) {
            throw new AssertionError("Expected " + commands + " commands in " + roundTrips + " round trips to each of "
                    + masters + " masters at most, but was " + counts);
        }
    }
}
