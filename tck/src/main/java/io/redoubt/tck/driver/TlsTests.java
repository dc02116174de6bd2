package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.test.server.CertificateFiles;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import io.redoubt.test.server.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract tests for TLS connections of a Redis driver: trusted, untrusted and client certificates. */
abstract class TlsTests extends DriverTestBase {

    @TempDir
    Path directory;

    @Test
    @DisplayName("connects to a server whose certificate is trusted and names its host, also for subscriptions")
    void trusted() {
        CertificateFiles loopback = TestCertificates.forLoopback(directory);
        RedisServer server = server(ServerOptions.defaults().tls(loopback).password("s3cret"));
        RedisDriver driver = driver(encrypted(server, TlsSettings.trusting(loopback.certificate()))
                .password("s3cret")
                .build());
        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG");
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        driver.subscribe(List.of(PubSubChannel.global(bytes("news"))), recorder, LONG_TIMEOUT);
        raw(server).call("PUBLISH", "news", "encrypted");
        eventually().untilAsserted(() -> assertThat(recorder.events()).containsExactly("encrypted"));
    }

    @Test
    @DisplayName("fails with ACCESS_DENIED if the certificate is not trusted")
    void untrusted() {
        CertificateFiles loopback = TestCertificates.forLoopback(directory);
        CertificateFiles other = TestCertificates.forHost(directory, "other.example");
        RedisServer server = server(ServerOptions.defaults().tls(loopback));
        denied(encrypted(server, TlsSettings.trusting(other.certificate())).build());
        denied(encrypted(server, TlsSettings.systemTrust()).build());
    }

    @Test
    @DisplayName("fails with ACCESS_DENIED if the certificate is trusted but names another host")
    void wrongHost() {
        CertificateFiles other = TestCertificates.forHost(directory, "other.example");
        RedisServer server = server(ServerOptions.defaults().tls(other));
        denied(encrypted(server, TlsSettings.trusting(other.certificate())).build());
    }

    @Test
    @DisplayName("presents a client certificate if the server requires one, and cannot connect without it")
    void clientCertificate() {
        CertificateFiles loopback = TestCertificates.forLoopback(directory);
        CertificateFiles client = TestCertificates.forHost(directory, "client.example");
        RedisServer server = server(ServerOptions.defaults()
                .tls(loopback)
                .config("tls-ca-cert-file", client.certificate().toString())
                .config("tls-auth-clients", "yes"));
        TlsSettings trusting = TlsSettings.trusting(loopback.certificate());
        RedisDriver unknown = driver(encrypted(server, trusting).build());
        DriverException failure = failureOf(() -> unknown.execute(ping(), BEYOND_TEST_TIMEOUT));
        // With TLS 1.3 the server sends its alert after the client's handshake, and may close before it is read.
        assertThat(failure.kind()).as(failure.toString()).isIn(Kind.ACCESS_DENIED, Kind.UNREACHABLE);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);

        TlsSettings known = trusting.clientCertificate(client.certificate(), client.key());
        assertThat(text(driver(encrypted(server, known).build()).execute(ping(), LONG_TIMEOUT)))
                .isEqualTo("PONG");
        TlsSettings given = TlsSettings.using(known.context());
        assertThat(text(driver(encrypted(server, given).build()).execute(ping(), LONG_TIMEOUT)))
                .isEqualTo("PONG");
    }

    @Test
    @DisplayName("reads the files for each connection, so that a renewed authority needs no restart")
    void renewedFiles() throws IOException {
        CertificateFiles loopback = TestCertificates.forLoopback(directory);
        CertificateFiles other = TestCertificates.forHost(directory, "other.example");
        Path trusted = Files.copy(other.certificate(), directory.resolve("trusted.pem"));
        RedisServer server = server(ServerOptions.defaults().tls(loopback));
        RedisDriver driver =
                driver(encrypted(server, TlsSettings.trusting(trusted)).build());
        assertThat(failureOf(() -> driver.execute(ping(), LONG_TIMEOUT)).kind()).isEqualTo(Kind.ACCESS_DENIED);

        Files.copy(loopback.certificate(), trusted, StandardCopyOption.REPLACE_EXISTING);
        eventually()
                .untilAsserted(() ->
                        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG"));

        Files.delete(trusted);
        DriverException failure = failureOf(() -> driver.exclusive(bytes("key"), LONG_TIMEOUT));
        assertThat(failure.kind()).isEqualTo(Kind.ACCESS_DENIED);
        assertThat(failure).hasMessageContaining("trusted.pem");
        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG");
    }

    private void denied(RedisSettings settings) {
        RedisDriver driver = driver(settings);
        var failure = failureOf(() -> driver.execute(ping(), BEYOND_TEST_TIMEOUT));
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Kind.ACCESS_DENIED);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    }

    private static RedisSettingsBuilder encrypted(RedisServer server, TlsSettings tls) {
        return settings(server).node(new Node(server.host(), server.tlsPort())).tls(tls);
    }
}
