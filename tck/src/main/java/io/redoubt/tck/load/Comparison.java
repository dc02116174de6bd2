package io.redoubt.tck.load;

import io.redoubt.tck.server.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Clients that take turns under the same load on one server: whatever else the machine does meets all of them alike. The
 * first one is what the others are compared with. Not thread-safe.
 */
public final class Comparison {

    private final RawRedis server;
    private final Workload workload;
    private final Map<String, Client> candidates = new LinkedHashMap<>();

    /**
     * A comparison on a server, on which it writes what will be read.
     *
     * @param server a connection of its own, past whatever proxy the candidates go through, to read the server's CPU time
     */
    public Comparison(RawRedis server) {
        this.server = server;
        this.workload = Workload.prepare(server);
    }

    /** Adds a candidate, which its caller closes. */
    public Comparison with(String name, Client candidate) {
        candidates.put(name, candidate);
        return this;
    }

    /**
     * Lets the candidates take turns.
     *
     * @return the medians of each, in the order in which they were added
     * @throws AssertionError if a call failed or a reply was wrong
     */
    public Map<String, Figures> run(Crowd crowd, int rounds, Duration roundLength) {
        Map<String, List<Figures>> all = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            candidates.forEach((name, client) -> all.computeIfAbsent(name, n -> new ArrayList<>())
                    .add(Round.run(workload, client, crowd, roundLength, server)));
        }
        Map<String, Figures> medians = new LinkedHashMap<>();
        all.forEach((name, figures) -> medians.put(name, Figures.medians(figures)));
        return medians;
    }

    /** A table of figures, one line a candidate, with the throughput beside that of the first one. */
    public static String table(Crowd crowd, Map<String, Figures> figures) {
        double first = figures.values().iterator().next().perSecond();
        return figures.entrySet().stream()
                .map(entry -> {
                    Figures f = entry.getValue();
                    return String.format(
                            Locale.ROOT,
                            "%-22s %-14s %9.0f/s %5.2fx  p50 %7.0f  p99 %7.0f  p999 %7.0f us"
                                    + "  client %6.1f  server %5.1f us/op",
                            crowd,
                            entry.getKey(),
                            f.perSecond(),
                            f.perSecond() / first,
                            f.p50(),
                            f.p99(),
                            f.p999(),
                            f.clientCpu(),
                            f.serverCpu());
                })
                .collect(Collectors.joining("\n"));
    }
}
