package io.redoubt.test.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A group of sentinels of the tests")
class SentinelGroupTest {

    @RegisterExtension
    final Invariants nothingLeft = Invariants.of(ThreadLeaks.none());

    @TempDir
    Path directory;

    @Test
    @DisplayName("is a single one if shared by the tests of the JVM, and tells clients the addresses of its proxies")
    void shared() {
        SentinelGroup group = SentinelGroups.shared();
        assertThat(SentinelGroups.shared()).isSameAs(group);
        assertThat(group.replicas()).hasSize(1).doesNotContain(group.master());
        assertThat(group.seeds()).hasSize(3);
        for (ProxiedServer sentinel : group.sentinels()) {
            try (RawRedis redis = connect(sentinel)) {
                assertThat(redis.texts("SENTINEL", "GET-MASTER-ADDR-BY-NAME", group.masterName()))
                        .containsExactly(
                                group.master().address().host(),
                                String.valueOf(group.master().address().port()));
                assertThat(String.valueOf(redis.call("SENTINEL", "REPLICAS", group.masterName())))
                        .contains("port, " + group.replicas().get(0).address().port());
            }
        }
        try (RawRedis redis = connect(group.master());
                RawRedis replica = connect(group.replicas().get(0))) {
            assertThat(redis.text("SET", "k", "v")).isEqualTo("OK");
            assertThat(redis.number("WAIT", "1", "20000")).isEqualTo(1);
            assertThat(replica.text("GET", "k")).isEqualTo("v");
            assertThat(replica.refusal("SET", "k", "w").code()).isEqualTo("READONLY");
        }
        group.flush();
        assertThat(group.master().proxy().measure(() -> {}).commands()).isZero();
    }

    @Test
    @DisplayName("replaces a master that is killed, takes it back as a replica, and makes it master again on demand")
    void failsOver() {
        try (SentinelGroup group = SentinelGroups.start(2, ServerOptions.defaults(), ServerOptions.defaults())) {
            ProxiedServer first = group.master();
            try (RawRedis redis = first.raw()) {
                redis.call("SET", "k", "v");
                assertThat(redis.number("WAIT", "2", "20000")).isEqualTo(2);
            }
            ProxiedServer second = group.failOver();
            assertThat(second).isNotEqualTo(first);
            try (RawRedis redis = connect(second)) {
                assertThat(redis.text("GET", "k")).isEqualTo("v");
                assertThat(redis.text("SET", "k", "w")).isEqualTo("OK");
            }
            group.rejoin(first);
            group.awaitStable();
            assertThat(group.replicas()).hasSize(2).contains(first);
            ProxiedServer third = group.switchOver();
            assertThat(third).isNotEqualTo(second);
            assertThat(group.replicas()).hasSize(2).contains(second);
        }
    }

    @Test
    @DisplayName(
            "speaks TLS at all addresses, asks for users and passwords, and replaces a master that cannot be reached")
    void secured() throws Exception {
        CertificateFiles files = TestCertificates.forLoopback(directory);
        ServerOptions data = ServerOptions.defaults()
                .tls(files)
                .aclUser("default", "off")
                .aclUser("app", "on", ">pw", "~*", "&*", "+@all");
        try (SentinelGroup group =
                SentinelGroups.start(1, data, ServerOptions.defaults().password("watch"))) {
            try (RawTlsRedis sentinel = RawTlsRedis.connect(group.seeds().get(1), files)) {
                assertThat(sentinel.call("SENTINEL", "MYID")).startsWith("-NOAUTH");
                assertThat(sentinel.call("AUTH", "watch")).isEqualTo("OK");
                assertThat(sentinel.call("SENTINEL", "MYID")).hasSize(40);
            }
            ProxiedServer first = group.master();
            first.proxy().faults().blackHole();
            ProxiedServer second = group.awaitSuccessorOf(first);
            try (RawTlsRedis redis = RawTlsRedis.connect(second.address(), files)) {
                assertThat(redis.call("SET", "k", "v")).startsWith("-NOAUTH");
                assertThat(redis.call("AUTH", "app", "pw")).isEqualTo("OK");
                assertThat(redis.call("SET", "k", "v")).isEqualTo("OK");
            }
            group.heal();
            assertThat(group.replicas()).containsExactly(first);
        }
    }

    @Test
    @DisplayName("has one replica or two")
    void replicas() {
        for (int replicas : new int[] {0, 3}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> SentinelGroups.start(replicas, ServerOptions.defaults(), ServerOptions.defaults()));
        }
    }

    private static RawRedis connect(ProxiedServer server) {
        return RawRedis.connect(server.address().host(), server.address().port());
    }
}
