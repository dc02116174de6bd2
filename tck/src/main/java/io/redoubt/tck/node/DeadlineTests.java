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
import io.redoubt.tck.net.BlackHole;
import io.redoubt.tck.server.PemFiles;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.ServerOptions;
import io.redoubt.tck.server.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a call ends, whatever it waits for. */
abstract class DeadlineTests extends NodeTests {

    @TempDir
    Path directory;

    @Test
    @DisplayName("is in time where a request does not get out, small or large, and nothing of it is sent once more")
    void slowWrite() {
        RedisServer server = server();
        Valve valve = closing(Valve.before(server));
        NodeClient client = client(valve.node(), settings(), new HeardConnections());
        client.execute(ping(), patient());
        valve.haltRequestsBeyond(1 << 20);
        Command large = Command.keyed("APPEND", bytes("large"), new byte[20_000_000]);
        says(failureInFlight(deadline -> client.execute(large, deadline)), Kind.TIMEOUT, Execution.UNKNOWN);
        valve.open();
        Command asks = Command.keyed("STRLEN", bytes("large"));
        assertThat(((Reply.Int) client.execute(asks, patient())).value()).isIn(0L, 20_000_000L);
    }

    @Test
    @DisplayName(
            "is in time on an encrypted connection as well, whether a reply does not come or a request not get out")
    void encrypted() {
        PemFiles loopback = TestCertificates.forLoopback(directory);
        RedisServer server = server(ServerOptions.defaults().tls(loopback));
        NodeClient client = client(tlsNode(server), encrypted(loopback), new HeardConnections());
        client.execute(ping(), patient());
        // On the connection that large requests go over, if they have one of their own.
        client.execute(Command.keyed("APPEND", bytes("large"), new byte[2_000_000]), patient());
        server.suspend();
        says(failureInFlight(deadline -> client.execute(ping(), deadline)), Kind.TIMEOUT, Execution.UNKNOWN);
        Command large = Command.keyed("APPEND", bytes("large"), new byte[20_000_000]);
        says(failureInFlight(deadline -> client.execute(large, deadline)), Kind.TIMEOUT, Execution.UNKNOWN);
        server.resume();
        Command asks = Command.keyed("STRLEN", bytes("large"));
        assertThat(((Reply.Int) client.execute(asks, patient())).value()).isIn(2_000_000L, 22_000_000L);
    }

    @Test
    @DisplayName("is in time where connections are accepted and nothing is answered, for every kind of call")
    void silent() {
        BlackHole hole = closing(BlackHole.listening());
        everyCallIsLate(client(new Node(hole.host(), hole.port()), settings(), new HeardConnections()));
    }

    @Test
    @DisplayName("is in time where the handshake of TLS does not get on")
    void hangingHandshake() {
        BlackHole hole = closing(BlackHole.swallowing());
        everyCallIsLate(client(
                new Node(hole.host(), hole.port()), settings().tls(TlsSettings.systemTrust()), new HeardConnections()));
    }

    @Test
    @DisplayName("is in time where the name of the server is looked up, and does not exist")
    void unknownHost() {
        NodeClient client = client(new Node("no-such-host.invalid", 6379), settings(), new HeardConnections());
        DriverException failure = failureOf(() -> client.execute(ping(), brief()));
        assertThat(failure.kind()).isIn(Kind.UNREACHABLE, Kind.TIMEOUT);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("is that of the connect timeout where that is shorter, with UNREACHABLE")
    void connectTimeout() {
        BlackHole hole = closing(BlackHole.listening());
        NodeClient client =
                client(new Node(hole.host(), hole.port()), settings().connectTimeout(BRIEF), new HeardConnections());
        says(failureOf(() -> client.execute(ping(), patient())), Kind.UNREACHABLE, Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("is that of the connect timeout also where a log-in drips byte by byte")
    void drippingLogIn() {
        RedisServer server = server();
        Valve valve = closing(Valve.before(server));
        valve.drip();
        NodeClient client =
                client(driver(settings().connectTimeout(BRIEF).build()), valve.node(), null, 1, new HeardConnections());
        says(failureOf(() -> client.execute(ping(), patient())), Kind.UNREACHABLE, Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName(
            "is each caller's own: one with little time does not take it from those who wait for the same connection")
    void ownDeadline() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        server.suspend();
        Future<Reply> patientCall = background(() -> client.execute(echo("patient"), patient()));
        eventually().until(() -> pending(client) == 1);
        says(failureOf(() -> client.execute(ping(), brief())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        server.resume();
        assertThat(text(patientCall.get())).isEqualTo("patient");
    }

    @Test
    @DisplayName("is each caller's own among twenty at once, and never before it")
    void twenty() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(ping(), patient());
        server.suspend();
        List<Future<Duration>> callers = new ArrayList<>();
        for (int caller = 0; caller < 20; caller++) {
            Duration time = BRIEF.plusMillis(10L * caller);
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
    @DisplayName("has passed already where it has passed: nothing is sent")
    void tooLate() {
        NodeClient client = client(server());
        client.execute(ping(), patient());
        says(
                failureOf(() -> client.execute(set("never", "written"), within(Duration.ofNanos(1)))),
                Kind.TIMEOUT,
                Execution.NOT_EXECUTED);
        assertThat(client.execute(get("never"), patient())).isEqualTo(Reply.Nil.NIL);
    }

    @Test
    @DisplayName(
            "is in time on an exclusive connection, which is broken then and takes nothing for a caller that is gone")
    void exclusive() {
        RedisServer server = server();
        NodeClient client = client(server);
        RawRedis raw = raw(server);
        List<ExclusiveConnection> made = new ArrayList<>();
        DriverException failure = failureInFlight(deadline -> {
            ExclusiveConnection exclusive = closing(client.exclusive(patient()));
            made.add(exclusive);
            exclusive.execute(blockingPop("queue"), deadline.remaining().plusNanos(1));
        });
        says(failure, Kind.TIMEOUT, Execution.UNKNOWN);
        for (ExclusiveConnection exclusive : made) {
            says(failureOf(() -> exclusive.execute(ping(), patiently())), Kind.CONNECTION_LOST, Execution.NOT_EXECUTED);
            exclusive.close();
        }
        eventually().until(() -> !raw.text("CLIENT", "LIST").contains("cmd=blpop"));
        raw.call("RPUSH", "queue", "element");
        assertThat(raw.number("LLEN", "queue")).isEqualTo(1);
    }

    private static void everyCallIsLate(NodeClient client) {
        says(failureOf(() -> client.execute(ping(), brief())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        List<Reply> replies = client.pipeline(List.of(ping(), ping()), brief());
        replies.forEach(reply -> says(missing(reply), Kind.TIMEOUT, Execution.NOT_EXECUTED));
        Command large = Command.keyless("ECHO", new byte[200_000]);
        says(failureOf(() -> client.execute(large, brief())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        says(failureOf(() -> client.exclusive(brief())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        says(failureOf(() -> client.renew(brief())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
    }
}
