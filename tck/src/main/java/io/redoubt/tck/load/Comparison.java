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
     * @throws AssertionError if a call failed or a reply was wrong
     */
    public SideBySide run(Crowd crowd, int rounds, Duration roundLength) {
        Map<String, List<Figures>> all = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            candidates.forEach((name, client) -> all.computeIfAbsent(name, n -> new ArrayList<>())
                    .add(Round.run(workload, client, crowd, roundLength, server)));
        }
        return new SideBySide(crowd, all);
    }
}
