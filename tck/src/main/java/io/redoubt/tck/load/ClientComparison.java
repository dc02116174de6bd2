package io.redoubt.tck.load;

import io.redoubt.test.server.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Load test that compares Redis clients by running them in turn on the same server. So other work of the machine
 * affects all of them alike. The first client is the baseline. Not thread-safe.
 */
public final class ClientComparison {

    private final RawRedis server;
    private final Workload workload;
    private final Map<String, LoadClient> candidates = new LinkedHashMap<>();

    /**
     * Creates a comparison on a server, and writes the values that will be read there.
     *
     * @param server separate connection that bypasses any proxy of the candidates, to read the server's CPU time
     */
    public ClientComparison(RawRedis server) {
        this.server = server;
        this.workload = Workload.prepare(server);
    }

    /** Adds a candidate, which the caller closes. */
    public ClientComparison with(String name, LoadClient candidate) {
        candidates.put(name, candidate);
        return this;
    }

    /**
     * Runs the rounds of all candidates in turn.
     *
     * @throws AssertionError if a call failed or a reply was incorrect
     */
    public ComparisonResult run(CallerProfile profile, int rounds, Duration roundLength) {
        Map<String, List<LoadMetrics>> all = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            candidates.forEach((name, client) -> all.computeIfAbsent(name, n -> new ArrayList<>())
                    .add(LoadRound.run(workload, client, profile, roundLength, server)));
        }
        return new ComparisonResult(profile, all);
    }
}
