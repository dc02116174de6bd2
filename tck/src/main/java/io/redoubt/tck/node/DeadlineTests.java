package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.TlsSettings;
import io.redoubt.tck.net.BlackHole;
import io.redoubt.tck.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a call ends, whatever it waits for. */
abstract class DeadlineTests extends NodeTests {

    @Test
    @DisplayName("is in time where the server stands still, and the late reply is given to nobody")
    void frozen() {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(set("a", "value of a"), patient());
        client.execute(set("b", "value of b"), patient());
        server.suspend();
        says(failureWithin(BRIEF, () -> client.execute(get("a"), brief())), Kind.TIMEOUT, Execution.UNKNOWN);
        server.resume();
        for (int i = 0; i < 100; i++) {
            assertThat(text(client.execute(get("b"), patient()))).isEqualTo("value of b");
        }
    }

    @Test
    @DisplayName("is in time where the first half of a reply has come, and no later call gets the second half")
    void halfAReply() {
        RedisServer server = server();
        Valve valve = closing(Valve.before(server));
        NodeClient client = client(valve.node(), settings(), new HeardConnections());
        client.execute(set("a", "value of a"), patient());
        client.execute(set("b", "value of b"), patient());
        valve.haltRepliesAfter(9);
        says(failureWithin(BRIEF, () -> client.execute(get("a"), brief())), Kind.TIMEOUT, Execution.UNKNOWN);
        valve.open();
        for (int i = 0; i < 100; i++) {
            assertThat(text(client.execute(get("b"), patient()))).isEqualTo("value of b");
        }
    }

    @Test
    @DisplayName("is in time where a request does not get out, small or large, and nothing of it is sent once more")
    void slowWrite() {
        RedisServer server = server();
        Valve valve = closing(Valve.before(server));
        NodeClient client = client(valve.node(), settings(), new HeardConnections());
        client.execute(ping(), patient());
        valve.haltRequestsBeyond(1 << 20);
        Command large = Command.keyed("APPEND", bytes("large"), new byte[20_000_000]);
        says(failureWithin(BRIEF, () -> client.execute(large, brief())), Kind.TIMEOUT, Execution.UNKNOWN);
        valve.open();
        Command asks = Command.keyed("STRLEN", bytes("large"));
        eventually().until(() -> client.execute(asks, patient()) instanceof Reply.Int);
        assertThat(((Reply.Int) client.execute(asks, patient())).value()).isIn(0L, 20_000_000L);
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
        DriverException failure = failureWithin(BRIEF, () -> client.execute(ping(), brief()));
        assertThat(failure.kind()).isIn(Kind.UNREACHABLE, Kind.TIMEOUT);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("is that of the connect timeout where that is shorter, with UNREACHABLE")
    void connectTimeout() {
        BlackHole hole = closing(BlackHole.listening());
        NodeClient client =
                client(new Node(hole.host(), hole.port()), settings().connectTimeout(BRIEF), new HeardConnections());
        says(failureWithin(BRIEF, () -> client.execute(ping(), patient())), Kind.UNREACHABLE, Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName(
            "is each caller's own: one with little time does not take it from those who wait for the same connection")
    void ownDeadline() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        server.suspend();
        Future<Reply> patientCall = background(() -> client.execute(echo("patient"), patient()));
        says(failureWithin(BRIEF, () -> client.execute(ping(), brief())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        server.resume();
        assertThat(text(patientCall.get())).isEqualTo("patient");
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
        ExclusiveConnection exclusive = closing(client.exclusive(patient()));
        CallOptions options = CallOptions.within(BRIEF);
        says(
                failureWithin(BRIEF, () -> exclusive.execute(blockingPop("queue"), options)),
                Kind.TIMEOUT,
                Execution.UNKNOWN);
        says(failureOf(() -> exclusive.execute(ping(), options)), Kind.CONNECTION_LOST, Execution.NOT_EXECUTED);
        exclusive.close();
        var raw = raw(server);
        eventually().until(() -> !raw.text("CLIENT", "LIST").contains("cmd=blpop"));
        raw.call("RPUSH", "queue", "element");
        assertThat(raw.number("LLEN", "queue")).isEqualTo(1);
    }

    @Tag("slow")
    @Test
    @DisplayName("is overrun by no more than 50 ms in 999 of 1,000 calls, by 32 callers at a time")
    void overrun() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(ping(), patient());
        server.suspend();
        List<Long> overruns = Collections.synchronizedList(new ArrayList<>());
        List<Future<Boolean>> callers = new ArrayList<>();
        for (int caller = 0; caller < 32; caller++) {
            callers.add(background(() -> {
                for (int call = 0; call < 100; call++) {
                    long end = System.nanoTime() + 40_000_000;
                    failureOf(() -> client.execute(ping(), within(Duration.ofMillis(40))));
                    overruns.add(System.nanoTime() - end);
                }
                return true;
            }));
        }
        for (Future<Boolean> caller : callers) {
            assertThat(caller.get()).isTrue();
        }
        List<Long> sorted = overruns.stream().sorted().toList();
        assertThat(sorted.get(sorted.size() * 999 / 1000) / 1_000_000).isLessThan(50);
    }

    private static void everyCallIsLate(NodeClient client) {
        says(failureWithin(BRIEF, () -> client.execute(ping(), brief())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        List<Reply> replies = client.pipeline(List.of(ping(), ping()), brief());
        replies.forEach(reply -> says(missing(reply), Kind.TIMEOUT, Execution.NOT_EXECUTED));
        Command large = Command.keyless("ECHO", new byte[200_000]);
        says(failureWithin(BRIEF, () -> client.execute(large, brief())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        says(failureWithin(BRIEF, () -> client.exclusive(brief())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
        says(failureWithin(BRIEF, () -> client.renew(brief())), Kind.TIMEOUT, Execution.NOT_EXECUTED);
    }
}
