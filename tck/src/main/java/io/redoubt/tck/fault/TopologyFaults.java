package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent.FailedOver;
import io.redoubt.redis.ConnectionEvent.TopologyChanged;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.tck.fault.Fault.Data;
import io.redoubt.tck.server.ProxiedServer;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisCluster;
import io.redoubt.tck.server.SlotMigration;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** What happens where another server takes over. */
final class TopologyFaults {

    static final String GRACEFUL = "graceful failover";

    private static final long BETWEEN_KEYS = Duration.ofMillis(20).toNanos();
    private static final int THERE_AND_BACK = 6;

    private TopologyFaults() {}

    /** A master dies, and another takes its place. */
    static Fault killed(Topology.Mode mode) {
        return failover(
                FaultBuilder.of("kill -9 of a master, failover", (site, struck) -> struck.kill())
                        .always(Symptom.UNREACHABLE)
                        .sometimes(
                                Symptom.LOST,
                                Symptom.LOST_BEFORE,
                                Symptom.NOT_REACHED_AGAIN,
                                Symptom.TIMEOUT,
                                Symptom.NOT_SENT)
                        .linkLost(),
                mode);
    }

    /** What lasts until another server has taken over from one that does not answer. */
    static Fault failover(FaultBuilder fault, Topology.Mode mode) {
        Fault alone = fault.in(mode);
        return FaultBuilder.of(alone.name(), (site, struck) -> {
                    alone.strike().hit(site, struck);
                    awaitSuccessor(site, struck);
                })
                .heal((site, struck) -> {
                    // The other one serves; what became of this one is looked after when the trial is over.
                })
                .whileItStrikes()
                .always(alone.always().toArray(Symptom[]::new))
                .sometimes(alone.sometimes().toArray(Symptom[]::new))
                .sometimes(
                        Symptom.LOST,
                        Symptom.LOST_BEFORE,
                        Symptom.NOT_REACHED_AGAIN,
                        Symptom.UNREACHABLE,
                        Symptom.TIMEOUT,
                        Symptom.NOT_SENT)
                .sometimes(Symptom.refusal("READONLY"), Symptom.refusal("CLUSTERDOWN"))
                // A cluster that demands all slots serves none while some are nobody's.
                .elsewhere(Symptom.refusal("CLUSTERDOWN"))
                .hears(mode == Topology.Mode.SENTINEL ? FailedOver.class : TopologyChanged.class)
                .data(Data.LATEST_AT_RISK)
                .redirected()
                .linkLost()
                .crowd(alone.crowd().size(), alone.crowd().sort())
                .in(mode);
    }

    /** A master and its replica change places. */
    static Fault graceful(Topology.Mode mode) {
        return FaultBuilder.of(GRACEFUL, (site, struck) -> {
                    if (site instanceof ClusterSite cluster) {
                        cluster.cluster().switchOver(struck);
                    } else if (site instanceof SentinelSite sentinel) {
                        sentinel.group().switchOver();
                    }
                })
                .heal((site, struck) -> {})
                .whileItStrikes()
                .sometimes(
                        Symptom.LOST,
                        Symptom.LOST_BEFORE,
                        Symptom.NOT_REACHED_AGAIN,
                        Symptom.UNREACHABLE,
                        Symptom.TIMEOUT,
                        Symptom.NOT_SENT)
                .sometimes(Symptom.refusal("READONLY"))
                .elsewhere(Symptom.refusal("CLUSTERDOWN"))
                .hears(mode == Topology.Mode.SENTINEL ? FailedOver.class : TopologyChanged.class)
                .data(mode == Topology.Mode.SENTINEL ? Data.LATEST_AT_RISK : Data.KEPT)
                .redirected()
                .linkLost()
                .in(mode);
    }

    /** The slot of the keys goes to another master and back, key by key. */
    static Fault migration() {
        return FaultBuilder.of("slot migration", (site, struck) -> {
                    RedisCluster cluster = ((ClusterSite) site).cluster();
                    int slot = RedisCluster.slotOf(site.keys().counts());
                    for (int move = 0; move < THERE_AND_BACK; move++) {
                        ProxiedServer holder = cluster.masterOf(slot);
                        ProxiedServer target = cluster.masters().stream()
                                .filter(master -> master != holder)
                                .findFirst()
                                .orElseThrow();
                        try (SlotMigration migration = cluster.migration(slot, target)) {
                            move(migration.begin(), site.keys());
                        }
                        cluster.awaitStable();
                    }
                })
                .heal((site, struck) -> {})
                .whileItStrikes()
                // Where a slot is on its way for longer than the deadline.
                .sometimes(Symptom.refusal("TRYAGAIN"))
                .redirected()
                .in(Topology.Mode.CLUSTER);
    }

    private static void move(SlotMigration migration, Keys keys) {
        for (String key : List.of(keys.counts(), keys.one(), keys.two())) {
            LockSupport.parkNanos(BETWEEN_KEYS);
            migration.move(key);
        }
        LockSupport.parkNanos(BETWEEN_KEYS);
    }

    private static void awaitSuccessor(Site site, ProxiedServer struck) {
        Awaitility.await("another master serves")
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(40))
                .until(() -> serves(site, struck));
    }

    private static boolean serves(Site site, ProxiedServer struck) {
        try {
            ProxiedServer master = site.master();
            if (master == struck) {
                return false;
            }
            try (RawRedis redis = master.raw()) {
                return "OK".equals(redis.call("SET", site.keys().prefix() + "served", "yes"));
            }
        } catch (IllegalStateException | UncheckedIOException notYet) {
            return false;
        }
    }
}
