package io.redoubt.tck.proxy;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an operation cost on the wire.
 *
 * @param commands top-level commands, those inside of scripts not counted
 * @param roundTrips how often commands were sent and waited for, on all connections together
 * @param sequentialTrips the same on the connection that made most of them: what parallel connections do not hide
 * @param byCommand the commands by their upper-case first word
 */
public record Counts(long commands, long roundTrips, long sequentialTrips, Map<String, Long> byCommand) {

    /** Nothing sent. */
    public static final Counts NONE = new Counts(0, 0, 0, Map.of());

    public Counts {
        byCommand = Map.copyOf(byCommand);
    }

    /**
     * Demands exactly this cost.
     *
     * @throws AssertionError that shows the commands, if it differs
     */
    public void mustBe(long expectedCommands, long expectedRoundTrips) {
        if (commands != expectedCommands || roundTrips != expectedRoundTrips) {
            throw new AssertionError("Expected " + cost(expectedCommands, expectedRoundTrips) + " but was " + this);
        }
    }

    /**
     * Demands at most this cost.
     *
     * @throws AssertionError that shows the commands, if it is higher
     */
    public void mustBeAtMost(long maximumCommands, long maximumRoundTrips) {
        if (commands > maximumCommands || roundTrips > maximumRoundTrips) {
            throw new AssertionError(
                    "Expected at most " + cost(maximumCommands, maximumRoundTrips) + " but was " + this);
        }
    }

    /** The cost of what happened on two connections. */
    Counts plus(Counts other) {
        Map<String, Long> sum = new HashMap<>(byCommand);
        other.byCommand.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return new Counts(
                commands + other.commands,
                roundTrips + other.roundTrips,
                Math.max(sequentialTrips, other.sequentialTrips),
                sum);
    }

    /** What was added on one connection since then. */
    Counts since(Counts before) {
        Map<String, Long> added = new HashMap<>();
        byCommand.forEach((name, count) -> {
            long more = count - before.byCommand.getOrDefault(name, 0L);
            if (more > 0) {
                added.put(name, more);
            }
        });
        long trips = roundTrips - before.roundTrips;
        return new Counts(commands - before.commands, trips, trips, added);
    }

    @Override
    public String toString() {
        return cost(commands, roundTrips) + " (" + sequentialTrips + " in sequence) " + new TreeMap<>(byCommand);
    }

    private static String cost(long commands, long roundTrips) {
        return commands + " commands in " + roundTrips + " round trips";
    }
}
