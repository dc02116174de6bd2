package io.redoubt.test.proxy;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers of Redis commands and round trips that were measured during an operation.
 *
 * @param commands number of top-level commands, without commands inside scripts
 * @param roundTrips number of round trips of all connections together
 * @param sequentialTrips number of round trips of the connection with the most round trips, which parallel
 *     connections cannot hide
 * @param byCommand number of commands by their first word in upper case
 */
public record TrafficCounts(long commands, long roundTrips, long sequentialTrips, Map<String, Long> byCommand) {

    /** Counts of an operation that sends nothing. */
    public static final TrafficCounts NONE = new TrafficCounts(0, 0, 0, Map.of());

    public TrafficCounts {
        byCommand = Map.copyOf(byCommand);
    }

    /**
     * Asserts that the counts are exactly these.
     *
     * @throws AssertionError if the counts differ; the message lists the commands
     */
    public void mustBe(long expectedCommands, long expectedRoundTrips) {
        if (commands != expectedCommands || roundTrips != expectedRoundTrips) {
            throw new AssertionError("Expected " + cost(expectedCommands, expectedRoundTrips) + " but was " + this);
        }
    }

    /**
     * Asserts that the counts are at most these.
     *
     * @throws AssertionError if the counts are higher; the message lists the commands
     */
    public void mustBeAtMost(long maximumCommands, long maximumRoundTrips) {
        if (commands > maximumCommands || roundTrips > maximumRoundTrips) {
            throw new AssertionError(
                    "Expected at most " + cost(maximumCommands, maximumRoundTrips) + " but was " + this);
        }
    }

    /** Returns the combined counts of two connections. */
    TrafficCounts plus(TrafficCounts other) {
        Map<String, Long> sum = new HashMap<>(byCommand);
        other.byCommand.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return new TrafficCounts(
                commands + other.commands,
                roundTrips + other.roundTrips,
                Math.max(sequentialTrips, other.sequentialTrips),
                sum);
    }

    /** Returns the counts added on one connection since then. */
    TrafficCounts since(TrafficCounts before) {
        Map<String, Long> added = new HashMap<>();
        byCommand.forEach((name, count) -> {
            long more = count - before.byCommand.getOrDefault(name, 0L);
            if (more > 0) {
                added.put(name, more);
            }
        });
        long trips = roundTrips - before.roundTrips;
        return new TrafficCounts(commands - before.commands, trips, trips, added);
    }

    @Override
    public String toString() {
        return cost(commands, roundTrips) + " (" + sequentialTrips + " in sequence) " + new TreeMap<>(byCommand);
    }

    private static String cost(long commands, long roundTrips) {
        return commands + " commands in " + roundTrips + " round trips";
    }
}
