package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.net.ClosedPort;
import io.redoubt.test.proxy.CommandListener;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisCluster;
import io.redoubt.test.server.RedisClusters;
import io.redoubt.test.server.SentinelGroup;
import io.redoubt.test.server.SentinelGroups;
import io.redoubt.test.server.ServerOptions;
import io.redoubt.test.server.SlotMigration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contract tests for Redis drivers on clusters, and on masters with replicas and sentinels. */
abstract class MultiServerTests extends DriverTestBase {

    private static final int CALLERS = 32;

    @Test
    @DisplayName("send a pipeline to every node in parallel, in one round trip each, and read nothing from replicas")
    void pipelines() throws Exception {
        RedisCluster cluster = clusterForFaults();
        RedisDriver driver =
                driver(settings(cluster).topologyRefresh(Duration.ofHours(1)).build());
        driver.onEveryMaster(ping(), LONG_TIMEOUT);
        List<Command> commands = IntStream.range(0, 500)
                .mapToObj(i -> i % 2 == 0 ? set(PREFIX + i, "v" + i) : get(PREFIX + (i - 1)))
                .toList();

        AtomicInteger toMasters = new AtomicInteger();
        AtomicInteger toReplicas = new AtomicInteger();
        for (ProxiedServer member : cluster.members()) {
            boolean master = cluster.masters().contains(member);
            member.proxy().setCommandListener(command -> {
                if (!master) {
                    toReplicas.incrementAndGet();
                } else if (new String(command, StandardCharsets.ISO_8859_1).contains(PREFIX)) {
                    // Not a probe of an idle connection, for which a busy machine gives time.
                    toMasters.incrementAndGet();
                }
            });
            member.proxy().faults().holdReplies();
        }

        Future<List<Reply>> pipeline = background(() -> driver.pipeline(commands, BEYOND_TEST_TIMEOUT));

        // All commands are sent, to every node, before any node answers the first one.
        eventually().untilAsserted(() -> assertThat(toMasters).hasValue(500));
        cluster.members().forEach(member -> member.proxy().heal());
        List<Reply> replies = pipeline.get();
        for (int i = 1; i < replies.size(); i += 2) {
            assertThat(text(replies.get(i))).isEqualTo("v" + (i - 1));
        }
        cluster.members().forEach(member -> member.proxy().setCommandListener(CommandListener.NO_OP));
        assertThat(toMasters).hasValue(500);
        assertThat(toReplicas).hasValue(0);
        assertThat(driver.topology(LONG_TIMEOUT).mode()).isEqualTo(Topology.Mode.CLUSTER);
        assertThat(driver.topology(LONG_TIMEOUT).masters())
                .containsExactlyInAnyOrderElementsOf(
                        cluster.masters().stream().map(ProxiedServer::address).toList());
    }

    @Test
    @DisplayName("discover a cluster from the only seed that answers, even if it is a replica")
    void seeds() {
        RedisCluster cluster = RedisClusters.shared();
        Node replica = cluster.replicaOf(cluster.masters().get(0)).address();
        ClosedPort closedPort = closeAfterTest(ClosedPort.find());
        RedisDriver driver = driver(settings(cluster)
                .cluster(List.of(new Node(closedPort.host(), closedPort.port()), replica))
                .build());

        for (int master = 0; master < 3; master++) {
            String key = cluster.keyOnMaster(master, "seeds");
            driver.execute(set(key, key), LONG_TIMEOUT);
            assertThat(text(driver.execute(get(key), LONG_TIMEOUT))).isEqualTo(key);
        }
        assertThat(driver.onEveryMaster(ping(), LONG_TIMEOUT)).hasSize(3);
        cluster.flush();
    }

    @Test
    @DisplayName("connect to the mapped addresses, and report the announced addresses")
    void mappedAddresses() {
        RedisCluster cluster = RedisClusters.shared();
        Node seed = new Node("announced.invalid", 1);
        List<Node> mapped = new CopyOnWriteArrayList<>();
        RedisDriver driver = driver(settings(cluster)
                .cluster(List.of(seed))
                .addressMapping(announced -> {
                    mapped.add(announced);
                    return announced.equals(seed) ? cluster.seeds().get(0) : new Node("localhost", announced.port());
                })
                .build());

        for (int master = 0; master < 3; master++) {
            String key = cluster.keyOnMaster(master, "mapped");
            driver.execute(set(key, key), LONG_TIMEOUT);
            assertThat(text(driver.execute(get(key), LONG_TIMEOUT))).isEqualTo(key);
        }
        List<Node> masters =
                cluster.masters().stream().map(ProxiedServer::address).toList();
        assertThat(driver.topology(LONG_TIMEOUT).masters()).containsExactlyInAnyOrderElementsOf(masters);
        assertThat(mapped).containsAll(masters).startsWith(seed);
        cluster.flush();
    }

    @Test
    @DisplayName("fail with UNREACHABLE if the address mapping fails, and the failure says so")
    void failingMapping() {
        RedisCluster cluster = RedisClusters.shared();
        RedisDriver driver = driver(settings(cluster)
                .addressMapping(announced -> {
                    throw new IllegalStateException("no such tunnel");
                })
                .build());
        DriverException failure = failureOf(() -> driver.execute(get("key"), LONG_TIMEOUT));
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure).hasMessageContaining("address mapping");
    }

    @Test
    @DisplayName("fail if the servers lack the database, and the failure contains the answer of the server")
    void clusterDatabase() {
        RedisDriver driver =
                driver(settings(RedisClusters.shared()).database(15).build());
        DriverException failure = failureOf(() -> driver.execute(get("key"), LONG_TIMEOUT));
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Kind.ACCESS_DENIED);
        assertThat(failure).hasMessageContaining("refused the connection: ERR");
    }

    @Test
    @DisplayName("send a command to the given master only, and refuse an address that is not a master")
    void oneMaster() {
        RedisCluster cluster = RedisClusters.shared();
        RedisDriver driver = driver(settings(cluster).build());
        Command size = Command.keyless("DBSIZE");
        for (int master = 0; master < 3; master++) {
            Node node = cluster.masters().get(master).address();
            Reply before = driver.onMaster(node, size, LONG_TIMEOUT);
            driver.execute(set(cluster.keyOnMaster(master, "one"), "v"), LONG_TIMEOUT);
            assertThat(before)
                    .isInstanceOfSatisfying(
                            Reply.Int.class,
                            empty -> assertThat(driver.onMaster(node, size, LONG_TIMEOUT))
                                    .isEqualTo(new Reply.Int(empty.value() + 1)));
        }
        Node replica = cluster.replicaOf(cluster.masters().get(0)).address();
        assertThatThrownBy(() -> driver.onMaster(replica, size, LONG_TIMEOUT))
                .isInstanceOfSatisfying(DriverException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
                    assertThat(e.execution()).isEqualTo(DriverException.Execution.NOT_EXECUTED);
                });
        cluster.flush();
    }

    @Test
    @DisplayName("follow a slot that moves while commands run: no failure, no wrong reply, nothing executed twice")
    void migration() throws Exception {
        RedisCluster cluster = clusterForFaults();
        List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
        RedisDriver driver = driver(settings(cluster).listener(events::add).build());
        List<String> keys = IntStream.range(0, 40).mapToObj(i -> "{moving}" + i).toList();
        keys.forEach(key -> driver.execute(set(key, key), LONG_TIMEOUT));
        // The number of changes before the migration.
        eventually().until(() -> topologyChanges(events) > 0);
        long known = topologyChanges(events);
        VerifyingLoadGenerator load =
                new VerifyingLoadGenerator(driver, List.of("{moving}0", "{moving}1", "{moving}39"));
        List<Future<?>> callers = start(load, 8);

        SlotMigration migration = migration(cluster, "{moving}").begin();
        runs(load);
        migration.move("{moving}1");
        List<Reply> half =
                driver.pipeline(keys.stream().map(DriverTestBase::get).toList(), LONG_TIMEOUT);
        runs(load);
        migration.finish();
        runs(load);

        end(load, callers);
        assertThat(half).extracting(DriverTestBase::text).containsExactlyElementsOf(keys);
        assertThat(load.violations).isEmpty();
        assertThat(load.failureKinds).isEmpty();
        assertThat(load.failed).hasValue(0);
        assertThat(driver.statistics().redirects()).isPositive();
        onlyOnce(cluster.masterOf("{moving}"), List.of("{moving}0", "{moving}1", "{moving}39"));
        eventually().until(() -> topologyChanges(events) > known);
        eventually().until(() -> driver.statistics().topologyChanges() > 0);
        assertThat(events)
                .noneMatch(ConnectionEvent.Disconnected.class::isInstance)
                .noneMatch(ConnectionEvent.BreakerOpened.class::isInstance);
    }

    @Test
    @DisplayName("recover from a failover of a cluster under load, fail only as documented, and execute nothing twice")
    void clusterFailover() throws Exception {
        RedisCluster cluster = clusterForFaults();
        List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
        RedisDriver driver = driver(settings(cluster).listener(events::add).build());
        List<String> keys =
                IntStream.range(0, 3).mapToObj(i -> cluster.keyOnMaster(i, "f")).toList();
        keys.forEach(key -> storeSafely(cluster.masterOf(key), key));
        RecordingTrackingListener heard = new RecordingTrackingListener();
        TrackingSubscription tracking = closeAfterTest(driver.track(List.of(bytes(keys.get(0))), heard, LONG_TIMEOUT));
        assertThat(tracking.armed()).isTrue();
        VerifyingLoadGenerator load = new VerifyingLoadGenerator(driver, keys);
        List<Future<?>> callers = start(load, CALLERS);
        runs(load);

        ProxiedServer old = cluster.masterOf(keys.get(0));
        ProxiedServer successor = cluster.failOver(old);

        patiently()
                .untilAsserted(() -> assertThat(text(driver.execute(get(keys.get(0)), LONG_TIMEOUT)))
                        .isEqualTo(keys.get(0)));
        runs(load);
        end(load, callers);
        assertThat(load.violations).isEmpty();
        assertThat(load.failureKinds).isSubsetOf(Kind.CONNECTION_LOST, Kind.UNREACHABLE, Kind.TIMEOUT);
        for (String key : keys) {
            onlyOnce(cluster.masterOf(key), List.of(key));
        }
        // In this order, since tracking still counts as armed until the loss is noticed.
        patiently().untilAsserted(() -> assertThat(heard.gaps).hasPositiveValue());
        patiently().until(tracking::armed);
        heard.keys.clear();
        patiently().untilAsserted(() -> {
            try (RawRedis raw = successor.raw()) {
                raw.text("SET", keys.get(0), "changed");
            }
            assertThat(heard.keys).contains(keys.get(0));
        });
        patiently()
                .untilAsserted(() -> assertThat(opened(events, old.address())).isEqualTo(1));
        patiently()
                .untilAsserted(() -> assertThat(events)
                        .anyMatch(event -> event instanceof ConnectionEvent.TopologyChanged changed
                                && changed.masters().contains(successor.address())
                                && !changed.masters().contains(old.address())));
    }

    @Tag("slow")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    @Test
    @DisplayName("return right replies, fail only as documented and execute nothing twice in ten failovers under load")
    void tenClusterFailovers() throws Exception {
        RedisCluster cluster = clusterForFaults();
        RedisDriver driver = driver(settings(cluster).build());
        List<String> keys =
                IntStream.range(0, 3).mapToObj(i -> cluster.keyOnMaster(i, "f")).toList();
        keys.forEach(key -> storeSafely(cluster.masterOf(key), key));
        VerifyingLoadGenerator load = new VerifyingLoadGenerator(driver, keys);
        List<Future<?>> callers = start(load, CALLERS);
        for (int round = 0; round < 10; round++) {
            runs(load);
            cluster.failOver(cluster.masterOf(keys.get(round % keys.size())));
            for (String key : keys) {
                patiently()
                        .untilAsserted(() -> assertThat(text(driver.execute(get(key), LONG_TIMEOUT)))
                                .isEqualTo(key));
            }
            runs(load);
            cluster.heal();
        }
        end(load, callers);
        assertThat(load.violations).isEmpty();
        assertThat(load.failureKinds).isSubsetOf(Kind.CONNECTION_LOST, Kind.UNREACHABLE, Kind.TIMEOUT);
        for (String key : keys) {
            onlyOnce(cluster.masterOf(key), List.of(key));
        }
    }

    @Test
    @DisplayName("follow the master that the sentinels report after the first one has failed under load")
    void sentinelFailover() throws Exception {
        SentinelGroup group =
                closeAfterTest(SentinelGroups.start(1, ServerOptions.defaults(), ServerOptions.defaults()));
        List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
        RedisDriver driver = driver(RedisSettings.builder()
                .sentinel(group.masterName(), group.seeds())
                .connectTimeout(LONG_TIMEOUT.timeout())
                .listener(events::add)
                .build());
        List<String> keys = List.of("a", "b");
        keys.forEach(key -> storeSafely(group.master(), key));
        VerifyingLoadGenerator load = new VerifyingLoadGenerator(driver, keys);
        List<Future<?>> callers = start(load, CALLERS);
        runs(load);

        Node old = group.master().address();
        Node successor = group.failOver().address();

        patiently()
                .untilAsserted(() -> assertThat(driver.execute(set("after", "it"), LONG_TIMEOUT))
                        .isInstanceOf(Reply.Data.class));
        runs(load);
        end(load, callers);
        assertThat(load.violations).isEmpty();
        assertThat(load.failureKinds).isSubsetOf(Kind.CONNECTION_LOST, Kind.UNREACHABLE, Kind.TIMEOUT);
        onlyOnce(group.master(), keys);
        assertThat(driver.topology(LONG_TIMEOUT).masters()).containsExactly(successor);
        eventually()
                .untilAsserted(() -> assertThat(events)
                        .filteredOn(ConnectionEvent.FailedOver.class::isInstance)
                        .containsExactly(new ConnectionEvent.FailedOver(old, successor)));
        patiently().untilAsserted(() -> assertThat(opened(events, old)).isEqualTo(1));
    }

    private static long opened(List<ConnectionEvent> events, Node node) {
        return events.stream()
                .filter(event -> event instanceof ConnectionEvent.BreakerOpened opened
                        && opened.node().equals(node))
                .count();
    }

    private static long topologyChanges(List<ConnectionEvent> events) {
        return events.stream()
                .filter(ConnectionEvent.TopologyChanged.class::isInstance)
                .count();
    }

    private List<Future<?>> start(VerifyingLoadGenerator load, int callers) {
        List<Future<?>> started = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int caller = i;
            started.add(background(() -> {
                load.run(caller);
                return caller;
            }));
        }
        return started;
    }

    /**
     * Stores a value that does not change any more, and waits until the replica has it: data that the replica
     * lacks is lost with the master.
     */
    private static void storeSafely(ProxiedServer master, String key) {
        try (RawRedis raw = master.raw()) {
            raw.text("SET", key, key);
            assertThat(raw.number("WAIT", "1", "10000")).isPositive();
        }
    }

    /** Waits until the callers have made another thousand successful calls. */
    private static void runs(VerifyingLoadGenerator load) {
        int before = load.succeeded.get();
        patiently().until(() -> load.succeeded.get() > before + 1_000);
    }

    private static void end(VerifyingLoadGenerator load, List<Future<?>> callers) throws Exception {
        load.stop.set(true);
        for (Future<?> caller : callers) {
            caller.get();
        }
    }

    private static void onlyOnce(ProxiedServer master, List<String> keys) {
        try (RawRedis raw = master.raw()) {
            for (String key : keys) {
                assertThat(raw.texts("HVALS", VerifyingLoadGenerator.counters(key)))
                        .isNotEmpty()
                        .containsOnly("1");
            }
        }
    }

    private static ConditionFactory patiently() {
        return eventually().atMost(Duration.ofMinutes(1));
    }
}
