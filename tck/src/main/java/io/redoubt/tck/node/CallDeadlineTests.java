package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.net.BlackHole;
import io.redoubt.test.server.CertificateFiles;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import io.redoubt.test.server.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract tests which verify that a call to a Redis server ends at its deadline, whatever the call is waiting for. */
abstract class CallDeadlineTests extends NodeTestBase {

    @TempDir
    Path directory;

    @Test
    @DisplayName("is in time if a request, small or large, cannot be written, and no part of it is sent again")
    void slowWrite() {
        RedisServer server = server();
        ByteLimitProxy proxy = closeAfterTest(ByteLimitProxy.before(server));
        NodeClient client = client(proxy.node(), settings(), new RecordingNodeListener());
        client.execute(ping(), longDeadline());
        proxy.stopRequestsAfter(1 << 20);
        Command large = Command.keyed("APPEND", bytes("large"), new byte[20_000_000]);
        assertFailure(failureAfterSend(deadline -> client.execute(large, deadline)), Kind.TIMEOUT, Execution.UNKNOWN);
        proxy.resume();
        Command asks = Command.keyed("STRLEN", bytes("large"));
        assertThat(((Reply.Int) client.execute(asks, longDeadline())).value()).isIn(0L, 20_000_000L);
    }

    @Test
    @DisplayName("is in time on a TLS connection if the reply does not arrive or the request cannot be written")
    void encrypted() {
        CertificateFiles loopback = TestCertificates.forLoopback(directory);
        RedisServer server = server(ServerOptions.defaults().tls(loopback));
        NodeClient client = client(tlsNode(server), encrypted(loopback), new RecordingNodeListener());
        client.execute(ping(), longDeadline());
        // On the connection for large requests, if the driver has one.
        client.execute(Command.keyed("APPEND", bytes("large"), new byte[2_000_000]), longDeadline());
        server.suspend();
        assertFailure(failureAfterSend(deadline -> client.execute(ping(), deadline)), Kind.TIMEOUT, Execution.UNKNOWN);
        Command large = Command.keyed("APPEND", bytes("large"), new byte[20_000_000]);
        assertFailure(failureAfterSend(deadline -> client.execute(large, deadline)), Kind.TIMEOUT, Execution.UNKNOWN);
        server.resume();
        Command asks = Command.keyed("STRLEN", bytes("large"));
        assertThat(((Reply.Int) client.execute(asks, longDeadline())).value()).isIn(2_000_000L, 22_000_000L);
    }

    @Test
    @DisplayName("is in time if connections are accepted but nothing is answered, for every kind of call")
    void silent() {
        BlackHole hole = closeAfterTest(BlackHole.listening());
        everyCallIsLate(client(new Node(hole.host(), hole.port()), settings(), new RecordingNodeListener()));
    }

    @Test
    @DisplayName("is in time if the TLS handshake hangs")
    void hangingHandshake() {
        BlackHole hole = closeAfterTest(BlackHole.swallowing());
        everyCallIsLate(client(
                new Node(hole.host(), hole.port()),
                settings().tls(TlsSettings.systemTrust()),
                new RecordingNodeListener()));
    }

    @Test
    @DisplayName("is in time if the host name of the server does not exist")
    void unknownHost() {
        NodeClient client = client(new Node("no-such-host.invalid", 6379), settings(), new RecordingNodeListener());
        DriverException failure = failureOf(() -> client.execute(ping(), shortDeadline()));
        assertThat(failure.kind()).isIn(Kind.UNREACHABLE, Kind.TIMEOUT);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("is at the connect timeout if that is shorter, with UNREACHABLE")
    void connectTimeout() {
        BlackHole hole = closeAfterTest(BlackHole.listening());
        NodeClient client = client(
                new Node(hole.host(), hole.port()),
                settings().connectTimeout(SHORT_TIMEOUT),
                new RecordingNodeListener());
        assertFailure(
                failureOf(() -> client.execute(ping(), longDeadline())), Kind.UNREACHABLE, Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("is at the connect timeout even if the reply to the log-in arrives byte by byte")
    void drippingLogIn() {
        RedisServer server = server();
        ByteLimitProxy proxy = closeAfterTest(ByteLimitProxy.before(server));
        proxy.trickleReplies();
        NodeClient client = client(
                driver(settings().connectTimeout(SHORT_TIMEOUT).build()),
                proxy.node(),
                null,
                1,
                new RecordingNodeListener());
        assertFailure(
                failureOf(() -> client.execute(ping(), longDeadline())), Kind.UNREACHABLE, Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("is at the caller's own deadline: a short one does not affect callers waiting for the same connection")
    void ownDeadline() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        server.suspend();
        Future<Reply> patientCall = background(() -> client.execute(echo("patient"), longDeadline()));
        eventually().until(() -> pending(client) == 1);
        assertFailure(failureOf(() -> client.execute(ping(), shortDeadline())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        server.resume();
        assertThat(text(patientCall.get())).isEqualTo("patient");
    }

    @Test
    @DisplayName("is at each caller's own deadline for twenty concurrent callers, and never before it")
    void twenty() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(ping(), longDeadline());
        server.suspend();
        List<Future<Duration>> callers = new ArrayList<>();
        for (int caller = 0; caller < 20; caller++) {
            Duration time = SHORT_TIMEOUT.plusMillis(10L * caller);
            callers.add(background(() -> {
                long start = System.nanoTime();
                DriverException failure = failureOf(() -> client.execute(ping(), within(time)));
                assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
                return Duration.ofNanos(System.nanoTime() - start).minus(time);
            }));
        }
        for (Future<Duration> caller : callers) {
            assertThat(caller.get()).isPositive();
        }
    }

    @Test
    @DisplayName("is immediate if the deadline has passed already: nothing is sent")
    void tooLate() {
        NodeClient client = client(server());
        client.execute(ping(), longDeadline());
        assertFailure(
                failureOf(() -> client.execute(set("never", "written"), within(Duration.ofNanos(1)))),
                Kind.TIMEOUT,
                Execution.NOT_EXECUTED);
        assertThat(client.execute(get("never"), longDeadline())).isEqualTo(Reply.Nil.NIL);
    }

    @Test
    @DisplayName(
            "is in time on an exclusive connection, which is unusable then and takes no list element for the caller")
    void exclusive() {
        RedisServer server = server();
        NodeClient client = client(server);
        RawRedis raw = raw(server);
        List<ExclusiveConnection> made = new ArrayList<>();
        DriverException failure = failureAfterSend(deadline -> {
            ExclusiveConnection exclusive = closeAfterTest(client.exclusive(longDeadline()));
            made.add(exclusive);
            exclusive.execute(blockingPop("queue"), deadline.remaining().plusNanos(1));
        });
        assertFailure(failure, Kind.TIMEOUT, Execution.UNKNOWN);
        for (ExclusiveConnection exclusive : made) {
            assertFailure(
                    failureOf(() -> exclusive.execute(ping(), longTimeout())),
                    Kind.CONNECTION_LOST,
                    Execution.NOT_EXECUTED);
            exclusive.close();
        }
        eventually().until(() -> !raw.text("CLIENT", "LIST").contains("cmd=blpop"));
        raw.call("RPUSH", "queue", "element");
        assertThat(raw.number("LLEN", "queue")).isEqualTo(1);
    }

    private static void everyCallIsLate(NodeClient client) {
        assertFailure(failureOf(() -> client.execute(ping(), shortDeadline())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        List<Reply> replies = client.pipeline(List.of(ping(), ping()), shortDeadline());
        replies.forEach(reply -> assertFailure(missingReason(reply), Kind.TIMEOUT, Execution.NOT_EXECUTED));
        Command large = Command.keyless("ECHO", new byte[200_000]);
        assertFailure(failureOf(() -> client.execute(large, shortDeadline())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        assertFailure(failureOf(() -> client.exclusive(shortDeadline())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        assertFailure(failureOf(() -> client.renew(shortDeadline())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
    }
}
