package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.Region;
import io.redoubt.cache.ChildOutput;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.cache.NearMessagesContract;
import io.redoubt.test.process.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of the coherence of near caches, with two processes that change and read the same keys. */
@DisplayName("With near caches in two processes")
final class NearCoherenceTest {

    private static final NearRacePlan BRIEF =
            NearRacePlan.of(200, 3, 2_000, Duration.ofSeconds(3), Duration.ofMillis(20));
    private static final int CHANGES = 2_000;
    private static final NearRacePlan BY_MESSAGES = NearRacePlan.of(
                    1_000, 8, 200_000, Duration.ofSeconds(10), Duration.ofMillis(20))
            .reports(NearRacePlan.Reports.MESSAGES);
    private static final Duration KILL_PAUSE = Duration.ofMillis(200);

    @TempDir
    private Path directory;

    static Stream<RedisDriverProvider> drivers() {
        return Stream.of(new LettuceDriverProvider(), new JedisDriverProvider());
    }

    static Stream<RedisBackendFactory> deployments() {
        return drivers()
                .flatMap(driver ->
                        Stream.of(RedisBackendFactory.standalone(driver), RedisBackendFactory.cluster(driver)));
    }

    @Test
    @DisplayName("no read is older than a change that was acknowledged before")
    void brief() {
        coherent(RedisBackendFactory.standalone(new LettuceDriverProvider()), BRIEF);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deployments")
    @Tag("slow")
    @DisplayName("none of 10 million reads is older than a change that was acknowledged before")
    void lengthy(RedisBackendFactory deployment) {
        // Readers spend their time on values that have changed: with more changes, the number of reads would take
        // hours.
        coherent(deployment, NearRacePlan.of(1_000, 8, 5_000_000, Duration.ofSeconds(10), Duration.ofMillis(200)));
    }

    @Test
    @Tag("slow")
    @DisplayName("no read is older while the connections for reports are killed again and again")
    void briefWithKills() {
        withKills(RedisBackendFactory.standalone(new LettuceDriverProvider()), BRIEF);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @Tag("slow")
    @DisplayName("no read is older while the connections for reports are killed every 200 ms")
    void lengthyWithKills(RedisDriverProvider driver) {
        withKills(
                RedisBackendFactory.standalone(driver),
                NearRacePlan.of(1_000, 8, 100_000, Duration.ofSeconds(30), Duration.ofMillis(10)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deployments")
    @Tag("slow")
    @DisplayName("no read is older where processes tell each other of changes by messages")
    void byMessages(RedisBackendFactory deployment) {
        coherent(untracked(deployment), BY_MESSAGES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @Tag("slow")
    @DisplayName("no read is older while the connections for messages are killed every 200 ms")
    void byMessagesWithKills(RedisDriverProvider driver) {
        withKills(untracked(RedisBackendFactory.standalone(driver)), BY_MESSAGES);
    }

    private static RedisBackendFactory untracked(RedisBackendFactory deployment) {
        return new RedisBackendFactory(
                deployment.provider(),
                () -> NearMessagesContract.untracked(deployment.deployment().get()));
    }

    @Test
    @Tag("slow")
    @DisplayName("a near cache that ignores the loss of connections is found out")
    void plantedBug() {
        // Many keys, so that a change that was missed is not followed by another of the same key.
        NearRacePlan plan = NearRacePlan.of(4_000, 4, 0, Duration.ofSeconds(4), Duration.ofMillis(10))
                .reports(NearRacePlan.Reports.TRACKING_WITHOUT_LOSSES);
        try (RedisBackend backend = RedisBackendFactory.standalone(new LettuceDriverProvider())
                        .backend();
                NearRaceProcesses processes =
                        NearRaceProcesses.started(directory, plan, backend.address(), backend.address())) {
            assertThat(raceWithKills(backend, processes, plan)).allMatch(outcome -> outcome.startsWith("done"));
            assertThat(processes.convergence()).anyMatch(outcome -> outcome.contains("stale: key"));
        }
    }

    @Test
    @Tag("slow")
    @DisplayName("a near cache that keeps values although they may have changed since they were read is found out")
    void plantedFill() {
        try (RedisBackend backend = RedisBackendFactory.standalone(new LettuceDriverProvider())
                        .backend();
                NearRaceProcesses processes = NearRaceProcesses.startedWith(
                        PlantedBug.fillWithoutCheck(), directory, BRIEF, backend.address(), backend.address())) {
            processes.race();
            List<String> outcomes = processes.outcomes();
            if (outcomes.stream().allMatch(outcome -> outcome.startsWith("done"))) {
                outcomes = processes.convergence();
            }
            assertThat(outcomes).anyMatch(outcome -> outcome.startsWith("failed: stale"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deployments")
    @Tag("slow")
    @DisplayName(
            "a value is gone in another process within 10 ms of the acknowledgement of its change, 99 times of 100")
    void latency(RedisBackendFactory deployment) {
        latency(deployment, NearRacePlan.of(100, 1, 0, Duration.ZERO, Duration.ZERO));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deployments")
    @Tag("slow")
    @DisplayName("a value is gone in another process as soon where processes tell each other of changes by messages")
    void latencyByMessages(RedisBackendFactory deployment) {
        NearRacePlan plan = NearRacePlan.of(100, 1, 0, Duration.ZERO, Duration.ZERO);
        latency(untracked(deployment), plan.reports(NearRacePlan.Reports.MESSAGES));
    }

    private static void latency(RedisBackendFactory deployment, NearRacePlan plan) {
        try (RedisBackend backend = deployment.backend();
                DefaultRegionFactory regions = NearRaceProcess.regions(backend.driver(), backend.prefix(), plan);
                ChildJvm reader = NearLatencyProcess.start(backend.address(), plan, CHANGES)) {
            Region<String, Long> writer = regions.region(NearRaces.spec(plan), TestRegions.values());
            for (int i = 0; i < CHANGES; i++) {
                ChildOutput.next(reader, "near");
                writer.put(NearRaces.name(i % plan.keys()), (long) i);
                reader.send(String.valueOf(System.nanoTime()));
            }
            String micros = ChildOutput.next(reader, "micros");
            System.out.println("near latency, " + backend + ", " + plan.reports() + ": " + micros);
            assertThat(Integer.parseInt(micros.replaceFirst(".*p99 (\\d+).*", "$1")))
                    .isLessThanOrEqualTo(10_000);
        }
    }

    private void coherent(RedisBackendFactory deployment, NearRacePlan plan) {
        try (RedisBackend backend = deployment.backend();
                NearRaceProcesses processes =
                        NearRaceProcesses.started(directory, plan, backend.address(), backend.address())) {
            processes.race();
            assertThat(processes.outcomes()).allMatch(outcome -> outcome.matches("done reads=\\d+ near=[1-9].*"));
            assertThat(processes.convergence()).containsOnly("converged");
        }
    }

    private void withKills(RedisBackendFactory deployment, NearRacePlan plan) {
        try (RedisBackend backend = deployment.backend();
                NearRaceProcesses processes =
                        NearRaceProcesses.started(directory, plan, backend.address(), other(backend.address()))) {
            assertThat(raceWithKills(backend, processes, plan)).allMatch(outcome -> outcome.startsWith("done"));
            assertThat(processes.convergence()).containsOnly("converged");
        }
    }

    private static BackendAddress other(BackendAddress address) {
        boolean isJedis = address.driver().equals(new JedisDriverProvider().name());
        return address.through(isJedis ? new LettuceDriverProvider() : new JedisDriverProvider());
    }

    private static List<String> raceWithKills(RedisBackend backend, NearRaceProcesses processes, NearRacePlan plan) {
        processes.race();
        int killed = 0;
        long end = System.nanoTime() + plan.time().toNanos();
        do {
            killed += backend.fromEveryMaster(NearRaceProcesses::killReports).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            LockSupport.parkNanos(KILL_PAUSE.toNanos());
        } while (System.nanoTime() - end < 0);
        System.out.println("killed connections: " + killed);
        assertThat(killed).isPositive();
        return processes.outcomes();
    }
}
