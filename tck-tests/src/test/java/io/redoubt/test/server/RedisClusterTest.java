package io.redoubt.test.server;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A cluster of the tests")
class RedisClusterTest {

    @RegisterExtension
    final Invariants nothingLeft = Invariants.of(ThreadLeaks.none());

    private final RedisCluster cluster = RedisClusters.shared();

    @AfterEach
    void flush() {
        cluster.flush();
    }

    @Test
    @DisplayName("has three masters with all slots between them, and a replica of each")
    void ready() {
        assertThat(RedisClusters.shared()).isSameAs(cluster);
        assertThat(cluster.masters()).hasSize(3).doesNotHaveDuplicates();
        Set<ProxiedServer> replicas = new HashSet<>();
        cluster.masters().forEach(master -> replicas.add(cluster.replicaOf(master)));
        assertThat(replicas).hasSize(3).doesNotContainAnyElementsOf(cluster.masters());
        assertThat(cluster.seeds()).hasSize(6).doesNotHaveDuplicates();
        for (int i = 0; i < 3; i++) {
            String key = cluster.keyOnMaster(i, "k");
            assertThat(key).endsWith(":k");
            assertThat(cluster.masterOf(key)).isEqualTo(cluster.masters().get(i));
        }
    }

    @Test
    @DisplayName("tells clients the addresses of its proxies, in redirections and in CLUSTER SLOTS")
    void announces() {
        // On a busy machine a node may regard another as failed, and omits it until it hears from it again.
        Awaitility.await().pollInSameThread().atMost(ofSeconds(60)).untilAsserted(() -> {
            String key = cluster.keyOnMaster(1, "k");
            ProxiedServer owner = cluster.masters().get(1);
            try (RawRedis redis = connect(cluster.masters().get(0))) {
                assertThat(redis.refusal("GET", key).message())
                        .isEqualTo("MOVED " + RedisCluster.slotOf(key) + " " + owner.address());
                assertThat(redis.texts("CLUSTER", "SLOTS"))
                        .hasSize(3)
                        .allSatisfy(slots -> assertThat(cluster.seeds())
                                .filteredOn(seed -> slots.contains("[" + seed.host() + ", " + seed.port()))
                                .hasSize(2));
            }
            assertThat(cluster.at(owner.address())).isEqualTo(owner);
        });
    }

    @Test
    @DisplayName("counts what is sent to all its members together, and not what they send each other")
    void measures() throws InterruptedException {
        List<String> keys = List.of(cluster.keyOnMaster(0, "k"), cluster.keyOnMaster(2, "k"));
        try (RawRedis one = connect(cluster.masterOf(keys.get(0)));
                RawRedis two = connect(cluster.masterOf(keys.get(1)))) {
            assertThat(cluster.measure(() -> {
                                one.call("SET", keys.get(0), "1");
                                two.call("SET", keys.get(1), "1");
                                two.call("GET", keys.get(1));
                            })
                            .byCommand())
                    .isEqualTo(Map.of("SET", 2L, "GET", 1L));
        }
    }

    @Test
    @DisplayName("lets a test act in the middle of a migration: ASK, MOVED, TRYAGAIN")
    void migration() {
        ProxiedServer source = cluster.masters().get(0);
        ProxiedServer target = cluster.masters().get(1);
        String tag = "{" + cluster.keyOnMaster(0, "m") + "}";
        int slot = RedisCluster.slotOf(tag);
        try (RawRedis atSource = connect(source);
                RawRedis atTarget = connect(target)) {
            for (String name : List.of("a", "b", "c")) {
                atSource.call("SET", tag + name, name);
            }
            try (SlotMigration migration = cluster.migration(slot, target).begin()) {
                assertThat(migration.source()).isEqualTo(source);
                migration.move(tag + "a");
                assertThat(atSource.refusal("GET", tag + "a").message())
                        .isEqualTo("ASK " + slot + " " + target.address());
                assertThat(atSource.text("GET", tag + "b")).isEqualTo("b");
                assertThat(atTarget.refusal("GET", tag + "a").code()).isEqualTo("MOVED");
                atTarget.call("ASKING");
                assertThat(atTarget.text("GET", tag + "a")).isEqualTo("a");
                atTarget.call("ASKING");
                assertThat(atTarget.refusal("MGET", tag + "a", tag + "b").code())
                        .isEqualTo("TRYAGAIN");
                assertThat(migration.move(1)).isEqualTo(1);
                assertThat(atSource.refusal("GET", tag + "d").code()).isEqualTo("ASK");
            }
            cluster.awaitStable();
            assertThat(cluster.masterOf(slot)).isEqualTo(target);
            assertThat(atTarget.texts("MGET", tag + "a", tag + "b", tag + "c")).containsExactly("a", "b", "c");
            assertThat(atSource.refusal("GET", tag + "a").message())
                    .isEqualTo("MOVED " + slot + " " + target.address());
            cluster.migration(slot, source).begin().finish();
            cluster.awaitStable();
            assertThat(cluster.masterOf(slot)).isEqualTo(source);
        }
    }

    @Test
    @DisplayName("exchanges the roles of a master and its replica, and back")
    void switchesOver() {
        ProxiedServer master = cluster.masters().get(2);
        ProxiedServer replica = cluster.switchOver(master);
        assertThat(cluster.masters()).contains(replica).doesNotContain(master);
        assertThat(cluster.replicaOf(replica)).isEqualTo(master);
        assertThat(cluster.switchOver(replica)).isEqualTo(master);
    }

    @Test
    @DisplayName("has faults between clients and members only: replication goes on while clients get no answer")
    void faults() {
        ProxiedServer master = cluster.masters().get(0);
        String key = cluster.keyOnMaster(0, "k");
        master.proxy().faults().blackHole();
        try (RawRedis around = master.raw();
                RawRedis replica = cluster.replicaOf(master).raw()) {
            around.call("SET", key, "v");
            assertThat(around.number("WAIT", "1", "20000")).isEqualTo(1);
            replica.call("READONLY");
            assertThat(replica.text("GET", key)).isEqualTo("v");
        } finally {
            cluster.heal();
        }
        try (RawRedis redis = connect(master)) {
            assertThat(redis.text("GET", key)).isEqualTo("v");
        }
    }

    private static RawRedis connect(ProxiedServer member) {
        return RawRedis.connect(member.address().host(), member.address().port());
    }
}
