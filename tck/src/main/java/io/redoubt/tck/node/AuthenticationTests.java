package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.Node;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.CertificateFiles;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import io.redoubt.test.server.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract tests for how the client of a single Redis server logs in: credentials, client name, database and TLS. */
abstract class AuthenticationTests extends NodeTestBase {

    private static final String[] ALICE = {"on", ">let:me@in", "~*", "&*", "+@all"};

    @TempDir
    Path directory;

    @Test
    @DisplayName("uses the database and the client name of its settings, each client of a driver its own")
    void databaseAndName() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        NodeClientFactory driver = driver(settings().clientName("tck-name").build());
        NodeClient zero = client(driver, node(server), null, 0, new RecordingNodeListener());
        NodeClient seven = client(driver, node(server), null, 7, new RecordingNodeListener());
        seven.execute(set("key", "in seven"), longDeadline());
        zero.execute(set("key", "in zero"), longDeadline());
        assertThat(text(seven.execute(get("key"), longDeadline()))).isEqualTo("in seven");
        assertThat(text(zero.execute(get("key"), longDeadline()))).isEqualTo("in zero");
        assertThat(raw.text("CLIENT", "LIST"))
                .containsPattern("name=tck-name .* db=7 ")
                .containsPattern("name=tck-name .* db=0 ");
        try (var exclusive = seven.exclusive(longDeadline())) {
            assertThat(text(exclusive.execute(get("key"), longTimeout()))).isEqualTo("in seven");
        }
    }

    @Test
    @DisplayName(
            "logs in with its own user, which differs per client of a driver, also on push and exclusive connections")
    void credentials() {
        RedisServer server = server(ServerOptions.defaults().password("s3cret").aclUser("alice", ALICE));
        RawRedis raw = raw(server);
        NodeClientFactory driver = driver(settings().build());
        NodeClient byDefault =
                client(driver, node(server), new Credentials(null, "s3cret"), 0, new RecordingNodeListener());
        NodeClient alice =
                client(driver, node(server), new Credentials("alice", "let:me@in"), 0, new RecordingNodeListener());
        assertThat(text(byDefault.execute(Command.keyless("ACL", bytes("WHOAMI")), longDeadline())))
                .isEqualTo("default");
        assertThat(text(alice.execute(Command.keyless("ACL", bytes("WHOAMI")), longDeadline())))
                .isEqualTo("alice");
        alice.exclusive(longDeadline());
        alice.listen(
                new PushSubscription.Messages(List.of(PubSubChannel.global(bytes("news")))),
                new RecordingPushListener(),
                longDeadline());
        alice.listen(
                new PushSubscription.Invalidations(List.of(bytes("p:"))), new RecordingPushListener(), longDeadline());
        assertThat(raw.text("CLIENT", "LIST").lines().filter(line -> line.contains("user=alice")))
                .hasSize(4);
    }

    @Test
    @DisplayName("is refused with ACCESS_DENIED for a wrong password, at once, every time, and without showing it")
    void denied() {
        RedisServer server = server(ServerOptions.defaults().password("s3cret").aclUser("alice", ALICE));
        NodeClientFactory driver = driver(settings().build());
        denied(client(driver, node(server), new Credentials(null, "guessed-it"), 0, new RecordingNodeListener()));
        denied(client(driver, node(server), new Credentials("alice", "guessed-it"), 0, new RecordingNodeListener()));
        denied(client(driver, node(server), null, 0, new RecordingNodeListener()));
        denied(client(driver, node(server), new Credentials(null, "s3cret"), 1000, new RecordingNodeListener()));
    }

    private static void denied(NodeClient client) {
        PushSubscription request = new PushSubscription.Messages(List.of(PubSubChannel.global(bytes("news"))));
        for (int i = 0; i < 5; i++) {
            denied(failureOf(() -> client.execute(ping(), longDeadline())), client.node());
            denied(failureOf(() -> client.exclusive(longDeadline())), client.node());
            denied(failureOf(() -> client.renew(longDeadline())), client.node());
            denied(failureOf(() -> client.listen(request, new RecordingPushListener(), longDeadline())), client.node());
        }
    }

    private static void denied(DriverException failure, Node node) {
        assertFailure(failure, Kind.ACCESS_DENIED, Execution.NOT_EXECUTED);
        for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
            assertThat(String.valueOf(at.getMessage())).doesNotContain("guessed-it");
        }
        assertThat(failure).hasMessageContaining(node.toString());
    }

    @Test
    @DisplayName("uses TLS on every kind of connection if the certificate is trusted and names the host")
    void encrypted() {
        CertificateFiles loopback = TestCertificates.forLoopback(directory);
        RedisServer server = server(ServerOptions.defaults().tls(loopback).password("s3cret"));
        NodeClient client = client(
                driver(encrypted(loopback).build()),
                tlsNode(server),
                new Credentials(null, "s3cret"),
                0,
                new RecordingNodeListener());
        assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
        byte[] large = new byte[2 << 20];
        assertThat(client.execute(Command.keyless("ECHO", large), longDeadline()))
                .isInstanceOfSatisfying(
                        Reply.Data.class, data -> assertThat(data.value()).hasSize(large.length));
        RecordingPushListener messages = new RecordingPushListener();
        RecordingPushListener invalidations = new RecordingPushListener();
        client.listen(
                new PushSubscription.Messages(List.of(PubSubChannel.global(bytes("news")))), messages, longDeadline());
        client.listen(new PushSubscription.Invalidations(List.of(bytes("p:"))), invalidations, longDeadline());
        RawRedis raw = raw(server);
        raw.call("PUBLISH", "news", "encrypted");
        raw.call("SET", "p:key", "1");
        eventually().untilAsserted(() -> assertThat(messages.texts()).containsExactly("encrypted"));
        eventually().untilAsserted(() -> assertThat(invalidations.keys()).containsExactly("p:key"));
    }

    @Test
    @DisplayName(
            "uses TLS again after a restart of the server, and loses no call once it knows that the connection is lost")
    void encryptedRestart() {
        CertificateFiles loopback = TestCertificates.forLoopback(directory);
        RedisServer first = server(ServerOptions.defaults().tls(loopback));
        FaultProxy proxy = closeAfterTest(FaultProxy.before(first.host(), first.tlsPort()));
        NodeClient client = client(node(proxy), encrypted(loopback), new RecordingNodeListener());
        client.execute(ping(), longDeadline());
        first.kill();
        eventually().until(() -> client.load().connections() == 0);
        RedisServer second = server(ServerOptions.defaults().tls(loopback));
        proxy.forwardTo(second.host(), second.tlsPort());
        assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
    }

    @Test
    @DisplayName("is refused with ACCESS_DENIED if the certificate is not trusted, or names another host")
    void notTrusted() {
        CertificateFiles loopback = TestCertificates.forLoopback(directory);
        CertificateFiles other = TestCertificates.forHost(directory, "other.example");
        untrusted(server(ServerOptions.defaults().tls(loopback)), TlsSettings.trusting(other.certificate()));
        untrusted(server(ServerOptions.defaults().tls(loopback)), TlsSettings.systemTrust());
        untrusted(server(ServerOptions.defaults().tls(other)), TlsSettings.trusting(other.certificate()));
    }

    private void untrusted(RedisServer server, TlsSettings tls) {
        NodeClient client = client(tlsNode(server), settings().tls(tls), new RecordingNodeListener());
        assertFailure(
                failureOf(() -> client.execute(ping(), longDeadline())), Kind.ACCESS_DENIED, Execution.NOT_EXECUTED);
    }
}
