package io.redoubt.benchmarks.session;

import io.redoubt.benchmarks.ServerAddress;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Benchmark program that starts a Redis server, runs all benchmark candidates on it in alternating rounds, and prints
 * a Markdown table with the median results of each.
 */
public final class SessionBenchmark {

    private SessionBenchmark() {}

    /** Argument: the number of rounds. */
    public static void main(String[] arguments) {
        int rounds = Integer.parseInt(arguments[0]);
        Map<SessionCandidate, List<SessionMeasurement>> measured = new EnumMap<>(SessionCandidate.class);
        String flavour;
        try (RedisServer redis = RedisServers.start(ServerOptions.defaults());
                ServerCosts costs = ServerCosts.of(new ServerAddress(redis.host(), redis.port()))) {
            flavour = redis.flavour() + " " + redis.version();
            for (int round = 0; round < rounds; round++) {
                for (SessionCandidate candidate : SessionCandidate.values()) {
                    try (SessionsUnderTest sessions =
                            candidate.open(new ServerAddress(redis.host(), redis.port()))) {
                        measured.computeIfAbsent(candidate, first -> new ArrayList<>())
                                .add(SessionMeasurement.of(sessions, costs));
                    }
                }
            }
        }
        System.out.println(flavour + ", Java " + Runtime.version().feature() + ", medians of " + rounds + " rounds\n");
        System.out.println("| sessions | created/s, 1 thread | server us a creation | bytes a session"
                + " | server us a use | uses/s, 1 thread | uses/s, " + SessionMeasurement.MANY + " threads |");
        System.out.println("|---|---|---|---|---|---|---|");
        measured.forEach((candidate, each) -> System.out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %.1f | %,.0f | %.1f | %,.0f | %,.0f |%n",
                candidate.title(),
                median(each, SessionMeasurement::createsPerSecond),
                median(each, SessionMeasurement::createMicros),
                median(each, SessionMeasurement::bytes),
                median(each, SessionMeasurement::useMicros),
                median(each, SessionMeasurement::usesPerSecond),
                median(each, SessionMeasurement::usesPerSecondByMany)));
    }

    private static double median(List<SessionMeasurement> rounds, ToDoubleFunction<SessionMeasurement> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
