package io.redoubt.tck.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
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
        PemFiles files = TestCertificates.forLoopback(directory);
        try (RedisServer server =
                RedisServers.start(ServerOptions.defaults().tls(files).password("pw"))) {
            assertThat(ping(server, "127.0.0.1", files)).isEqualTo("-NOAUTH Authentication required.");
            assertThat(ping(server, "localhost", files)).startsWith("-NOAUTH");
        }
    }

    @Test
    @DisplayName("for another host is refused by a client that verifies the host")
    void otherHost() throws Exception {
        PemFiles files = TestCertificates.forHost(directory, "other.example");
        try (RedisServer server = RedisServers.start(ServerOptions.defaults().tls(files))) {
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> ping(server, "127.0.0.1", files))
                    .withMessageContaining("127.0.0.1");
        }
    }

    @Test
    @DisplayName("is refused by a client that trusts another one")
    void otherAuthority() throws Exception {
        PemFiles files = TestCertificates.forLoopback(directory);
        PemFiles others = TestCertificates.forHost(directory, "localhost");
        try (RedisServer server = RedisServers.start(ServerOptions.defaults().tls(files))) {
            assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> ping(server, "localhost", others));
        }
    }

    private static String ping(RedisServer server, String host, PemFiles trusted)
            throws IOException, GeneralSecurityException {
        try (SSLSocket socket =
                (SSLSocket) trusting(trusted.certificate()).getSocketFactory().createSocket(host, server.tlsPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write("*1\r\n$4\r\nPING\r\n".getBytes(US_ASCII));
            Object reply = new RespReader(socket.getInputStream()).read();
            return reply instanceof RawRedis.ErrorReply error ? "-" + error.message() : String.valueOf(reply);
        }
    }

    private static SSLContext trusting(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
