package io.redoubt.tck.fault;

import io.redoubt.redis.core.driver.Topology.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Catalog of all failures of servers and networks that the fault tests simulate. */
final class FaultCatalog {

    /** Shorter than the time after which sentinels consider a master down. */
    private static final Duration SHORT = Duration.ofMillis(400);

    private FaultCatalog() {}

    static List<Fault> of(Mode mode) {
        return switch (mode) {
            case STANDALONE -> standalone();
            case SENTINEL -> sentinel();
            case CLUSTER -> cluster();
        };
    }

    /**
     * Returns the faults that every build tests. For Sentinel and cluster these are the faults that the driver
     * contract does not test and that break none of their servers.
     */
    static List<Fault> forEveryBuild(Mode mode) {
        return of(mode).stream()
                .filter(fault -> mode == Mode.STANDALONE || fault.name().equals(TopologyFaults.GRACEFUL))
                .toList();
    }

    private static List<Fault> standalone() {
        return Stream.of(
                        NetworkFaults.refuse(),
                        NetworkFaults.blackHole(),
                        NetworkFaults.slow(),
                        NetworkFaults.slowWrite(),
                        NetworkFaults.resetMidReply(),
                        NetworkFaults.halfClosed(),
                        NetworkFaults.droppedReplies(),
                        ServerFaults.suspended(),
                        ServerFaults.paused(Duration.ofSeconds(1)),
                        ServerFaults.killedKeeping(),
                        ServerFaults.killedForgetting(),
                        ServerFaults.clientKill(),
                        ServerFaults.scriptFlush(),
                        ServerFaults.loading(),
                        ServerFaults.replica(),
                        ServerFaults.outOfMemory(),
                        ServerFaults.passwordChanged(),
                        ServerFaults.overloaded())
                .map(fault -> fault.in(Mode.STANDALONE))
                .toList();
    }

    /** Faults that last longer make the sentinels elect another master. */
    private static List<Fault> sentinel() {
        List<Fault> faults = new ArrayList<>();
        Stream.of(
                        NetworkFaults.refuse(),
                        NetworkFaults.blackHole(),
                        NetworkFaults.slowWrite(),
                        NetworkFaults.droppedReplies(),
                        ServerFaults.suspended(),
                        ServerFaults.paused(Duration.ofSeconds(5)))
                .map(fault -> TopologyFaults.failover(fault, Mode.SENTINEL))
                .forEach(faults::add);
        Stream.of(
                        NetworkFaults.slow(),
                        NetworkFaults.resetMidReply().lasting(SHORT),
                        NetworkFaults.halfClosed().lasting(SHORT),
                        ServerFaults.clientKill().lasting(SHORT),
                        ServerFaults.scriptFlush(),
                        ServerFaults.loading(),
                        ServerFaults.readonly(),
                        ServerFaults.outOfMemory(),
                        ServerFaults.passwordChanged(),
                        ServerFaults.overloaded())
                .map(fault -> fault.in(Mode.SENTINEL))
                .forEach(faults::add);
        faults.add(TopologyFaults.killed(Mode.SENTINEL));
        faults.add(TopologyFaults.graceful(Mode.SENTINEL));
        return faults;
    }

    private static List<Fault> cluster() {
        List<Fault> faults = new ArrayList<>();
        Stream.of(
                        NetworkFaults.refuse(),
                        NetworkFaults.blackHole(),
                        NetworkFaults.slow(),
                        NetworkFaults.slowWrite(),
                        NetworkFaults.resetMidReply(),
                        NetworkFaults.halfClosed(),
                        NetworkFaults.droppedReplies(),
                        ServerFaults.paused(Duration.ofSeconds(1)),
                        ServerFaults.clientKill(),
                        ServerFaults.scriptFlush(),
                        ServerFaults.loading(),
                        ServerFaults.readonly(),
                        ServerFaults.clusterDown(),
                        ServerFaults.outOfMemory(),
                        ServerFaults.passwordChanged(),
                        ServerFaults.overloaded())
                .map(fault -> fault.in(Mode.CLUSTER))
                .forEach(faults::add);
        faults.add(TopologyFaults.failover(ServerFaults.suspended(), Mode.CLUSTER));
        faults.add(TopologyFaults.killed(Mode.CLUSTER));
        faults.add(TopologyFaults.graceful(Mode.CLUSTER));
        faults.add(TopologyFaults.migration());
        return faults;
    }
}
