package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.Region;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.test.process.ChildJvm;
import io.redoubt.test.proxy.AffectedConnections;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisCluster;
import io.redoubt.test.server.RedisClusters;
import io.redoubt.test.server.SentinelGroup;
import io.redoubt.test.server.SentinelGroups;
import io.redoubt.test.server.ServerOptions;
import io.redoubt.test.server.SlotMigration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of the coherence of near caches while connections, servers and processes fail. */
@Tag("slow") // each test starts processes, and waits for faults
@DisplayName("With near caches in two processes, no read is older than a change acknowledged before,")
final class NearFaultsTest {

    private static final String PREFIX = "faults:";
    private static final Duration MAX_AGE = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    static Stream<RedisDriverProvider> drivers() {
        return Stream.of(new LettuceDriverProvider(), new JedisDriverProvider());
    }

    /** Plan whose writers pause, so that there are near hits between changes. */
    private static NearRacePlan plan(int seconds) {
        return NearRacePlan.of(200, 3, 0, Duration.ofSeconds(seconds), Duration.ofMillis(10));
    }

    @Test
    @DisplayName("while replies are late")
    void lateReplies() {
        onServer(
                new LettuceDriverProvider(),
                plan(3),
                server -> server.proxy().faults().delay(Duration.ofMillis(2), Duration.ofMillis(10)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @DisplayName("while replies are later and later")
    void laterReplies(RedisDriverProvider driver) {
        onServer(driver, plan(20), server -> {
            for (int millis = 0; millis < 100; millis++) {
                server.proxy().faults().delay(Duration.ofMillis(1), Duration.ofMillis(millis));
                pause(150);
            }
        });
    }

    @Test
    @DisplayName("when nothing arrives any more on open connections")
    void briefBlackHole() {
        blackHole(new JedisDriverProvider());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @DisplayName("when nothing arrives any more on open connections, with each driver")
    void blackHole(RedisDriverProvider driver) {
        onServer(driver, plan(4).heartbeat(Duration.ofMillis(200)), server -> {
            pause(500);
            server.proxy().faults(AffectedConnections.EXISTING).blackHole();
            pause(1_500);
            server.proxy().faults().heal();
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @DisplayName("while masters change their roles with replicas, and slots move")
    void clusterChanges(RedisDriverProvider driver) {
        try (RedisCluster cluster = RedisClusters.start(ServerOptions.defaults())) {
            race(address(driver, cluster), plan(40), () -> {
                cluster.switchOver(cluster.masters().get(0));
                for (int i = 0; i < 20; i++) {
                    moveSlot(cluster, RedisCluster.slotOf(PREFIX + "region:raced:k" + i));
                }
                moveSlot(cluster, RedisCluster.slotOf(PREFIX + "region:{raced}:guard"));
                cluster.switchOver(cluster.masters().get(1));
            });
        }
    }

    private static BackendAddress address(RedisDriverProvider driver, RedisCluster cluster) {
        return new BackendAddress(driver.name(), "redis-cluster://" + nodes(cluster.seeds()), PREFIX);
    }

    private static String nodes(List<Node> nodes) {
        return nodes.stream().map(Node::toString).collect(Collectors.joining(","));
    }

    /** Plan with so many keys that a missed change is not soon followed by another of its key. */
    private static NearRacePlan crashes() {
        return NearRacePlan.of(2_000, 3, 0, Duration.ofSeconds(30), Duration.ofMillis(10));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @DisplayName("when a master of a cluster crashes, and its replica takes over")
    void clusterCrash(RedisDriverProvider driver) {
        NearRacePlan plan = crashes();
        NearTruth truth = NearTruth.in(directory.resolve("truth"), plan.keys());
        try (RedisCluster cluster = RedisClusters.start(ServerOptions.defaults())) {
            race(address(driver, cluster), plan, () -> {
                for (int i = 0; i < 2; i++) {
                    pause(2_000);
                    ProxiedServer master = cluster.masters().get(i);
                    killReplicated(truth, master, cluster.keyOnMaster(i, "faults:probe"));
                    cluster.failOver(master);
                    master.restart();
                    cluster.awaitStable();
                }
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @DisplayName("when the master behind sentinels crashes, and its replica takes over")
    void sentinelCrash(RedisDriverProvider driver) {
        NearRacePlan plan = crashes();
        NearTruth truth = NearTruth.in(directory.resolve("truth"), plan.keys());
        try (SentinelGroup group = SentinelGroups.start(1, ServerOptions.defaults(), ServerOptions.defaults())) {
            String url = "redis-sentinel://" + nodes(group.seeds()) + "#" + group.masterName();
            race(new BackendAddress(driver.name(), url, PREFIX), plan, () -> {
                for (int i = 0; i < 2; i++) {
                    pause(2_000);
                    ProxiedServer master = group.master();
                    killReplicated(truth, master, "faults:probe");
                    group.awaitSuccessorOf(master);
                    group.rejoin(master);
                    group.awaitStable();
                }
            });
        }
    }

    /**
     * Kills a master between two changes, when its replica has all of them: what only the master has is lost in a
     * crash, and no cache could return it. Changes go on at once.
     */
    private static void killReplicated(NearTruth truth, ProxiedServer master, String probe) {
        List<Integer> locked =
                IntStream.range(0, truth.keys()).filter(truth::lock).boxed().toList();
        try (RawRedis raw = master.raw()) {
            raw.text("SET", probe, "1", "EX", "600");
            assertThat(raw.number("WAIT", "1", "20000")).as("replicas").isPositive();
        } finally {
            master.kill();
            locked.forEach(truth::unlock);
        }
    }

    private static void moveSlot(RedisCluster cluster, int slot) {
        ProxiedServer target = cluster.masters().stream()
                .filter(master -> !master.equals(cluster.masterOf(slot)))
                .findFirst()
                .orElseThrow();
        try (SlotMigration migration = cluster.migration(slot, target).begin()) {
            pause(50);
            migration.move(1);
            pause(50);
        }
    }

    @Test
    @DisplayName("when a process was suspended for longer than values may be kept")
    void suspended() {
        suspended(new LettuceDriverProvider());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @DisplayName("when a process was suspended several times for longer than values may be kept")
    void suspendedAgain(RedisDriverProvider driver) {
        for (int i = 0; i < 5; i++) {
            suspended(driver);
        }
    }

    /** Suspends a process that reads, changes all keys from here, and resumes it when its values are too old. */
    private void suspended(RedisDriverProvider driver) {
        NearRacePlan plan = plan(8).maxAge(MAX_AGE).withoutWriters();
        NearTruth truth = NearTruth.in(directory.resolve("truth"), plan.keys());
        try (ProxiedServer server = ProxiedServer.standalone(ServerOptions.defaults());
                RedisDriver own = address(driver, server).open();
                DefaultRegionFactory regions = NearRaceProcess.regions(own, PREFIX, plan);
                NearRaceProcesses processes = NearRaceProcesses.started(directory, plan, address(driver, server))) {
            processes.race();
            pause(2_000);
            ChildJvm suspended = processes.process(0);
            suspended.suspend();
            try {
                Region<String, Long> region = regions.region(NearRaces.spec(MAX_AGE), TestRegions.values());
                for (int key = 0; key < plan.keys(); key++) {
                    region.put(NearRaces.name(key), truth.change(key));
                }
                pause(MAX_AGE.toMillis());
                for (int key = 0; key < plan.keys(); key++) {
                    truth.requirePresent(key);
                }
            } finally {
                suspended.resume();
            }
            assertThat(processes.outcomes()).allMatch(outcome -> outcome.startsWith("done"));
        }
    }

    private void onServer(RedisDriverProvider driver, NearRacePlan plan, Consumer<ProxiedServer> faults) {
        try (ProxiedServer server = ProxiedServer.standalone(ServerOptions.defaults())) {
            race(address(driver, server), plan, () -> faults.accept(server));
        }
    }

    private void race(BackendAddress address, NearRacePlan plan, Runnable faults) {
        try (NearRaceProcesses processes = NearRaceProcesses.started(directory, plan, address, address)) {
            processes.race();
            faults.run();
            assertThat(processes.outcomes()).allMatch(outcome -> outcome.startsWith("done"));
            assertThat(processes.convergence()).containsOnly("converged");
        }
    }

    private static BackendAddress address(RedisDriverProvider driver, ProxiedServer server) {
        return new BackendAddress(driver.name(), "redis://" + server.address(), PREFIX);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
