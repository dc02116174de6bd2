package io.redoubt.test.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A cluster with TLS and users")
class SecuredClusterTest {

    @RegisterExtension
    final Invariants nothingLeft = Invariants.of(ThreadLeaks.none());

    @TempDir
    Path directory;

    @Test
    @DisplayName("speaks TLS at the addresses that it announces, requires a user, fails over and migrates slots;"
            + " and leaves no server and no thread when it is closed, once or twice")
    void tlsAndUsers() throws Exception {
        CertificateFiles files = TestCertificates.forLoopback(directory);
        ServerOptions options = ServerOptions.defaults()
                .tls(files)
                .aclUser("default", "off")
                .aclUser("app", "on", ">pw", "~*", "&*", "+@all");
        RedisCluster closed;
        try (RedisCluster cluster = RedisClusters.start(options)) {
            closed = cluster;
            String key = "{" + cluster.keyOnMaster(1, "k") + "}";
            ProxiedServer owner = cluster.masterOf(key);
            try (RawTlsRedis redis =
                    RawTlsRedis.connect(cluster.masters().get(0).address(), files)) {
                assertThat(redis.call("GET", key)).asString().startsWith("-NOAUTH");
                assertThat(redis.call("AUTH", "app", "pw")).isEqualTo("OK");
                assertThat(redis.call("GET", key))
                        .isEqualTo("-MOVED " + RedisCluster.slotOf(key) + " " + owner.address());
            }
            try (RawTlsRedis redis = RawTlsRedis.connect(owner.address(), files)) {
                assertThat(redis.call("AUTH", "app", "pw")).isEqualTo("OK");
                assertThat(redis.call("SET", key, "v")).isEqualTo("OK");
            }
            ProxiedServer target = cluster.masters().get(2);
            cluster.migration(RedisCluster.slotOf(key), target).begin().finish();
            cluster.awaitStable();
            ProxiedServer successor = cluster.failOver(target);
            try (RawTlsRedis redis = RawTlsRedis.connect(successor.address(), files)) {
                assertThat(redis.call("AUTH", "app", "pw")).isEqualTo("OK");
                assertThat(redis.call("GET", key)).isEqualTo("v");
            }
        }
        closed.close();
        assertThat(closed.members()).noneMatch(ProxiedServer::isUp);
        assertThat(closed.seeds())
                .allSatisfy(seed -> assertThatThrownBy(() -> RawRedis.connect(seed.host(), seed.port()))
                        .isInstanceOf(UncheckedIOException.class));
    }
}
