package io.redoubt.test.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.redoubt.redis.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A certificate made for a test")
class TestCertificatesTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("serves a real server, and a client that trusts it and verifies the host")
    void handshake() throws Exception {
        CertificateFiles files = TestCertificates.forLoopback(directory);
        try (RedisServer server =
                RedisServers.start(ServerOptions.defaults().tls(files).password("pw"))) {
            assertThat(ping(server, "127.0.0.1", files)).isEqualTo("-NOAUTH Authentication required.");
            assertThat(ping(server, "localhost", files)).startsWith("-NOAUTH");
        }
    }

    @Test
    @DisplayName("for another host is refused by a client that verifies the host")
    void otherHost() throws Exception {
        CertificateFiles files = TestCertificates.forHost(directory, "other.example");
        try (RedisServer server = RedisServers.start(ServerOptions.defaults().tls(files))) {
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> ping(server, "127.0.0.1", files))
                    .withMessageContaining("127.0.0.1");
        }
    }

    @Test
    @DisplayName("is refused by a client that trusts another one")
    void otherAuthority() throws Exception {
        CertificateFiles files = TestCertificates.forLoopback(directory);
        CertificateFiles others = TestCertificates.forHost(directory, "localhost");
        try (RedisServer server = RedisServers.start(ServerOptions.defaults().tls(files))) {
            assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> ping(server, "localhost", others));
        }
    }

    private static String ping(RedisServer server, String host, CertificateFiles trusted)
            throws IOException, GeneralSecurityException {
        try (RawTlsRedis redis = RawTlsRedis.connect(new Node(host, server.tlsPort()), trusted)) {
            return redis.call("PING");
        }
    }
}
