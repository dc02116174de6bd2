package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent.FailedOver;
import io.redoubt.redis.ConnectionEvent.TopologyChanged;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.tck.fault.Fault.StoredData;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisCluster;
import io.redoubt.test.server.SlotMigration;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Factory for faults that make another server take over a master's data, such as a failover or a slot migration. */
final class TopologyFaults {

    static final String GRACEFUL = "graceful failover";

    private static final long BETWEEN_KEYS = Duration.ofMillis(20).toNanos();
    private static final int MOVES = 6;

    private TopologyFaults() {}

    /** Kills a master, which a replica replaces. */
    static Fault killed(Topology.Mode mode) {
        return failover(
                FaultBuilder.of("kill -9 of a master, failover", (deployment, target) -> target.kill())
                        .always(CallOutcome.UNREACHABLE)
                        .sometimes(
                                CallOutcome.CONNECTION_LOST,
                                CallOutcome.CONNECTION_LOST_BEFORE_SEND,
                                CallOutcome.UNREACHABLE_ON_RETRY,
                                CallOutcome.TIMEOUT,
                                CallOutcome.TIMEOUT_BEFORE_SEND)
                        .trackingLost(),
                mode);
    }

    /** Makes a fault last until another server has replaced the unresponsive master. */
    static Fault failover(FaultBuilder fault, Topology.Mode mode) {
        Fault alone = fault.in(mode);
        return FaultBuilder.of(alone.name(), (deployment, target) -> {
                    alone.inject().perform(deployment, target);
                    awaitSuccessor(deployment, target);
                })
                .heal((deployment, target) -> {
                    // The successor serves the keys. The former master is restored after the run.
                })
                .endsWithInjection()
                .always(alone.always().toArray(CallOutcome[]::new))
                .sometimes(alone.sometimes().toArray(CallOutcome[]::new))
                .sometimes(
                        CallOutcome.CONNECTION_LOST,
                        CallOutcome.CONNECTION_LOST_BEFORE_SEND,
                        CallOutcome.UNREACHABLE_ON_RETRY,
                        CallOutcome.UNREACHABLE,
                        CallOutcome.TIMEOUT,
                        CallOutcome.TIMEOUT_BEFORE_SEND)
                .sometimes(CallOutcome.errorReply("READONLY"), CallOutcome.errorReply("CLUSTERDOWN"))
                // A cluster that requires full coverage rejects all commands while some slots have no master.
                .onOtherMasters(CallOutcome.errorReply("CLUSTERDOWN"))
                .expectedEvents(mode == Topology.Mode.SENTINEL ? FailedOver.class : TopologyChanged.class)
                .data(StoredData.LATEST_AT_RISK)
                .redirected()
                .trackingLost()
                .extraCallers(alone.extraCallers().size(), alone.extraCallers().type())
                .in(mode);
    }

    /** Swaps the roles of a master and its replica. */
    static Fault graceful(Topology.Mode mode) {
        return FaultBuilder.of(GRACEFUL, (deployment, target) -> {
                    if (deployment instanceof ProxiedCluster cluster) {
                        cluster.cluster().switchOver(target);
                    } else if (deployment instanceof ProxiedSentinel sentinel) {
                        sentinel.group().switchOver();
                    }
                })
                .heal((deployment, target) -> {})
                .endsWithInjection()
                .sometimes(
                        CallOutcome.CONNECTION_LOST,
                        CallOutcome.CONNECTION_LOST_BEFORE_SEND,
                        CallOutcome.UNREACHABLE_ON_RETRY,
                        CallOutcome.UNREACHABLE,
                        CallOutcome.TIMEOUT,
                        CallOutcome.TIMEOUT_BEFORE_SEND)
                // On a busy machine the nodes may lose sight of one another meanwhile, and then reject all commands.
                .sometimes(CallOutcome.errorReply("READONLY"), CallOutcome.errorReply("CLUSTERDOWN"))
                .onOtherMasters(CallOutcome.errorReply("CLUSTERDOWN"))
                .expectedEvents(mode == Topology.Mode.SENTINEL ? FailedOver.class : TopologyChanged.class)
                .data(mode == Topology.Mode.SENTINEL ? StoredData.LATEST_AT_RISK : StoredData.KEPT)
                .redirected()
                .trackingLost()
                .in(mode);
    }

    /** Migrates the slot of the keys to another master and back, key by key. */
    static Fault migration() {
        return FaultBuilder.of("slot migration", (deployment, target) -> {
                    RedisCluster cluster = ((ProxiedCluster) deployment).cluster();
                    int slot = RedisCluster.slotOf(deployment.keys().counts());
                    for (int move = 0; move < MOVES; move++) {
                        ProxiedServer holder = cluster.masterOf(slot);
                        ProxiedServer destination = cluster.masters().stream()
                                .filter(master -> master != holder)
                                .findFirst()
                                .orElseThrow();
                        try (SlotMigration migration = cluster.migration(slot, destination)) {
                            move(migration.begin(), deployment.keys());
                        }
                        cluster.awaitStable();
                    }
                })
                .heal((deployment, target) -> {})
                .endsWithInjection()
                // A migration of the slot may take longer than the deadline.
                .sometimes(CallOutcome.errorReply("TRYAGAIN"))
                .redirected()
                .in(Topology.Mode.CLUSTER);
    }

    private static void move(SlotMigration migration, FaultKeys keys) {
        for (String key : List.of(keys.counts(), keys.one(), keys.two())) {
            LockSupport.parkNanos(BETWEEN_KEYS);
            migration.move(key);
        }
        LockSupport.parkNanos(BETWEEN_KEYS);
    }

    private static void awaitSuccessor(ProxiedDeployment deployment, ProxiedServer target) {
        Awaitility.await("another master serves")
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(40))
                .until(() -> serves(deployment, target));
    }

    private static boolean serves(ProxiedDeployment deployment, ProxiedServer target) {
        try {
            ProxiedServer master = deployment.master();
            if (master == target) {
                return false;
            }
            try (RawRedis redis = master.raw()) {
                return "OK".equals(redis.call("SET", deployment.keys().prefix() + "served", "yes"));
            }
        } catch (IllegalStateException | UncheckedIOException notYet) {
            return false;
        }
    }
}
