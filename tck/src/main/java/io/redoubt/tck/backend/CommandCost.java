package io.redoubt.tck.backend;

import io.redoubt.tck.proxy.Counts;

/**
 * What something cost on the wire. Immutable.
 *
 * @param counts of all masters together
 * @param masters how many there are
 */
public record CommandCost(Counts counts, int masters) {

    /**
     * Demands exactly this cost, however many masters there are: for what concerns one key, or keys of one slot.
     *
     * @throws AssertionError that shows the commands, if it differs
     */
    public void mustBe(long commands, long roundTrips) {
        counts.mustBe(commands, roundTrips);
    }

    /**
     * Demands at most this cost, however many masters there are.
     *
     * @throws AssertionError that shows the commands, if it is higher
     */
    public void mustBeAtMost(long commands, long roundTrips) {
        counts.mustBeAtMost(commands, roundTrips);
    }

    /**
     * Demands exactly so many commands, and so many round trips to at least one master, and to no master more: for what
     * concerns several slots. With one master that is exactly so many round trips.
     *
     * @throws AssertionError that shows the commands, if it differs
     */
    public void mustBePerMaster(long commands, long roundTrips) {
        boolean spread = counts.roundTrips() >= roundTrips && counts.roundTrips() <= roundTrips * masters;
        if (counts.commands() != commands || !spread) {
            throw new AssertionError("Expected " + commands + " commands in " + roundTrips + " round trips to each of "
                    + masters + " masters at most, but was " + counts);
        }
    }
}
