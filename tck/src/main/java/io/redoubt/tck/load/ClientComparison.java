package io.redoubt.tck.load;

import io.redoubt.tck.server.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Clients that take turns under the same load on one server: whatever else the machine does meets all of them alike. The
 * first one is what the others are compared with. Not thread-safe.
 */
public final class ClientComparison {

    private final RawRedis server;
    private final Workload workload;
    private final Map<String, LoadClient> candidates = new LinkedHashMap<>();

    /**
     * A comparison on a server, on which it writes what will be read.
     *
     * @param server a connection of its own, past whatever proxy the candidates go through, to read the server's CPU time
     */
    public ClientComparison(RawRedis server) {
        this.server = server;
        this.workload = Workload.prepare(server);
    }

    /** Adds a candidate, which its caller closes. */
    public ClientComparison with(String name, LoadClient candidate) {
        candidates.put(name, candidate);
        return this;
    }

    /**
     * Lets the candidates take turns.
     *
     * @throws AssertionError if a call failed or a reply was wrong
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
