package io.redoubt.test.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.net.ConnectException;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A cluster that a test breaks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterFaultRecoveryTest {

    @RegisterExtension
    final Invariants nothingLeft = Invariants.of(ThreadLeaks.noneBut("redoubt-tck-proxy-"));

    private RedisCluster cluster;

    @BeforeAll
    void start() {
        cluster = RedisClusters.start(ServerOptions.defaults().persistent());
    }

    @AfterEach
    void heal() {
        cluster.heal();
        cluster.flush();
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    @DisplayName("replaces a killed master by its replica, and takes the master back as a replica")
    void failsOver() {
        ProxiedServer master = cluster.masters().get(0);
        String key = cluster.keyOnMaster(0, "k");
        try (RawRedis redis = master.raw()) {
            redis.call("SET", key, "v");
            assertThat(redis.number("WAIT", "1", "20000")).isEqualTo(1);
        }
        ProxiedServer successor = cluster.failOver(master);
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() ->
                        new Socket(master.address().host(), master.address().port()).close());
        assertThat(cluster.masterOf(key)).isEqualTo(successor);
        try (RawRedis redis = connect(successor)) {
            assertThat(redis.text("GET", key)).isEqualTo("v");
            assertThat(redis.text("SET", key, "w")).isEqualTo("OK");
        }
        master.restart();
        cluster.awaitStable();
        assertThat(cluster.replicaOf(successor)).isEqualTo(master);
        try (RawRedis redis = connect(master)) {
            assertThat(redis.refusal("SET", key, "x").message())
                    .isEqualTo("MOVED " + RedisCluster.slotOf(key) + " " + successor.address());
        }
    }

    @Test
    @Tag("slow")
    @DisplayName("replaces a suspended master by its replica")
    void suspended() {
        ProxiedServer master = cluster.masters().get(1);
        ProxiedServer replica = cluster.replicaOf(master);
        master.suspend();
        new ClusterStateWaiter(cluster.members()).awaitMaster(replica);
        assertThat(cluster.masters()).contains(replica).doesNotContain(master);
    }

    @Test
    @DisplayName(
            "keeps data if members restart with it, loses it if they restart without it, and keeps all roles and ids")
    void restarts() {
        Written kept = new Written(cluster.masters().get(1), cluster.keyOnMaster(1, "k"));
        Written lost = new Written(cluster.masters().get(2), cluster.keyOnMaster(2, "k"));
        ProxiedServer replica = cluster.replicaOf(kept.master);
        kept.write();
        lost.write();
        replica.kill();
        cluster.replicaOf(lost.master).kill();
        kept.master.restart();
        replica.restartEmpty();
        lost.master.restartEmpty();
        cluster.awaitStable();
        assertThat(kept.read(kept.master)).isEqualTo("v");
        assertThat(kept.read(replica)).isEqualTo("v");
        assertThat(lost.read(lost.master)).isEqualTo("null");
        assertThat(cluster.masters()).contains(kept.master, lost.master);
        try (RawRedis redis = lost.master.raw()) {
            assertThat(redis.text("CLUSTER", "MYID")).isEqualTo(lost.master.id());
        }
    }

    private static RawRedis connect(ProxiedServer member) {
        return RawRedis.connect(member.address().host(), member.address().port());
    }

    /** A key on a master. */
    private record Written(ProxiedServer master, String key) {

        void write() {
            try (RawRedis redis = master.raw()) {
                redis.text("SET", key, "v");
                assertThat(redis.number("WAIT", "1", "20000")).isEqualTo(1);
            }
        }

        String read(ProxiedServer server) {
            try (RawRedis redis = server.raw()) {
                redis.call("READONLY");
                return String.valueOf(redis.call("GET", key));
            }
        }
    }
}
