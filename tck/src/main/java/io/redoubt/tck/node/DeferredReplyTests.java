package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.net.ClosedPort;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for sending several Redis commands at once and waiting for their replies later. */
abstract class DeferredReplyTests extends NodeTestBase {

    private static final int CALLERS = 16;

    @Test
    @DisplayName("are answered in order, including an error in the middle")
    void order() {
        NodeClient client = client(RedisServers.shared());
        List<Reply> replies =
                client.pipeline(List.of(echo("one"), Command.keyless("ECHO"), echo("two"), ping()), longDeadline());
        assertThat(replies).hasSize(4);
        assertThat(text(replies.get(0))).isEqualTo("one");
        assertThat(replies.get(1)).isInstanceOf(Reply.Refusal.class);
        assertThat(text(replies.get(2))).isEqualTo("two");
        assertThat(text(replies.get(3))).isEqualTo("PONG");
    }

    @Test
    @DisplayName("if there are none, return no replies and need no connection")
    void none() {
        RedisServer server = server();
        NodeClient client = client(server);
        assertThat(client.send(List.of(), longDeadline()).await()).isEmpty();
        assertThat(client.load().connections()).isZero();
    }

    @Test
    @DisplayName("are sent without waiting for the network, with and without a connection")
    void doesNotBlock() {
        RedisServer server = server();
        NodeClient client = client(server);
        // A call that waited for the network would wait for the suspended server until the deadline.
        server.suspend();
        PendingReplies unconnected = client.send(List.of(echo("first"), echo("second")), longDeadline());
        PendingReplies more = client.send(List.of(echo("third")), longDeadline());
        server.resume();
        assertThat(texts(unconnected.await())).containsExactly("first", "second");
        assertThat(texts(more.await())).containsExactly("third");
        server.suspend();
        PendingReplies connected = client.send(List.of(echo("fourth")), longDeadline());
        server.resume();
        assertThat(texts(connected.await())).containsExactly("fourth");
    }

    @Test
    @DisplayName("may be sent to several servers before the first reply is awaited")
    void several() {
        RedisServer one = server();
        RedisServer two = server();
        NodeClientFactory driver = driver(settings().build());
        NodeClient first = client(driver, node(one), null, 0, new RecordingNodeListener());
        NodeClient second = client(driver, node(two), null, 0, new RecordingNodeListener());
        first.execute(ping(), longDeadline());
        second.execute(ping(), longDeadline());
        one.suspend();
        PendingReplies slow = first.send(List.of(echo("slow")), longDeadline());
        assertThat(texts(second.send(List.of(echo("quick")), longDeadline()).await()))
                .containsExactly("quick");
        one.resume();
        assertThat(texts(slow.await())).containsExactly("slow");
    }

    @Test
    @DisplayName("have no commands of other callers between them on their connection, from the first call on")
    void adjacency() throws Exception {
        // The client name belongs to the connection: a command between a setter and its getter is detected.
        NodeClient client = client(server());
        List<Future<Integer>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            String name = "caller-" + caller + "-";
            callers.add(background(() -> {
                for (int call = 0; call < 300; call++) {
                    List<Reply> replies =
                            client.pipeline(List.of(client("SETNAME", name + call), client("GETNAME")), longDeadline());
                    assertThat(text(replies.get(1))).isEqualTo(name + call);
                }
                return 300;
            }));
        }
        for (Future<Integer> caller : callers) {
            assertThat(caller.get()).isEqualTo(300);
        }
    }

    @Test
    @DisplayName("have no commands of others between them even if they are a thousand, or nearly a megabyte")
    void longAdjacency() throws Exception {
        NodeClient client = client(server());
        List<Future<Boolean>> callers = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
            String name = "caller-" + caller + "-";
            // Just below the limit of large requests, and above it; never a mebibyte in total.
            int filling = caller % 2 == 0 ? 0 : 1_000;
            callers.add(background(() -> {
                for (int call = 0; call < 10; call++) {
                    List<Command> commands = new ArrayList<>();
                    commands.add(client("SETNAME", name + call));
                    byte[] filler = new byte[filling];
                    for (int i = 1; i < 1_000; i++) {
                        commands.add(i % 2 == 0 ? Command.keyless("ECHO", filler) : client("GETNAME"));
                    }
                    List<Reply> replies = client.pipeline(commands, longDeadline());
                    for (int i = 1; i < 1_000; i += 2) {
                        assertThat(text(replies.get(i))).isEqualTo(name + call);
                    }
                }
                return true;
            }));
        }
        for (Future<Boolean> caller : callers) {
            assertThat(caller.get()).isTrue();
        }
    }

    @Test
    @DisplayName("can form a transaction between single commands of other callers")
    void transactions() throws Exception {
        NodeClient client = client(server());
        List<Future<Boolean>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            String key = "counter " + caller;
            boolean single = caller % 2 == 0;
            callers.add(background(() -> {
                for (int call = 1; call <= 200; call++) {
                    if (single) {
                        assertThat(text(client.execute(echo(key + call), longDeadline())))
                                .isEqualTo(key + call);
                    } else {
                        assertThat(transaction(client, key))
                                .containsExactly(new Reply.Int(2L * call - 1), new Reply.Int(2L * call));
                    }
                }
                return true;
            }));
        }
        for (Future<Boolean> caller : callers) {
            assertThat(caller.get()).isTrue();
        }
    }

    private static List<Reply> transaction(NodeClient client, String key) {
        Command increment = Command.keyed("INCR", bytes(key));
        List<Reply> replies = client.pipeline(
                List.of(Command.keyless("MULTI"), increment, increment, Command.keyless("EXEC")), longDeadline());
        assertThat(texts(replies.subList(0, 3))).containsExactly("OK", "QUEUED", "QUEUED");
        return ((Reply.Array) replies.get(3)).elements();
    }

    @Test
    @DisplayName("never throw: interrupt, timeout, unreachable server and close are each reported by a Missing")
    void neverThrows() throws Exception {
        RedisServer server = server();
        NodeClient client = client(server);
        client.execute(ping(), longDeadline());
        Deadline passed = within(Duration.ofNanos(1));
        allMissing(client.send(List.of(set("never", "1"), ping()), passed), Kind.TIMEOUT);
        assertThat(background(() -> {
                            Thread.currentThread().interrupt();
                            PendingReplies pending = client.send(List.of(set("never", "2"), ping()), longDeadline());
                            allMissing(pending, Kind.INTERRUPTED);
                            return Thread.currentThread().isInterrupted();
                        })
                        .get())
                .isTrue();
        assertThat(client.execute(get("never"), longDeadline())).isEqualTo(Reply.Nil.NIL);
        try (ClosedPort closedPort = ClosedPort.find()) {
            NodeClient alone =
                    client(new Node(closedPort.host(), closedPort.port()), settings(), new RecordingNodeListener());
            allMissing(alone.send(List.of(ping(), ping()), longDeadline()), Kind.UNREACHABLE);
        }
        client.close();
        allMissing(client.send(List.of(ping(), ping()), longDeadline()), Kind.CLOSED);
    }

    private static void allMissing(PendingReplies pending, Kind kind) {
        assertThat(pending.await())
                .hasSize(2)
                .allSatisfy(reply -> assertFailure(missingReason(reply), kind, Execution.NOT_EXECUTED));
    }

    @Test
    @DisplayName(
            "that were answered before the connection was lost keep their replies; the others are Missing and UNKNOWN")
    void partlyLost() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        NodeClient client = client(server);
        PendingReplies pending = client.send(List.of(echo("there"), blockingPop("queue"), ping()), longDeadline());
        killClientsIn(raw, "blpop");
        List<Reply> replies = pending.await();
        assertThat(text(replies.get(0))).isEqualTo("there");
        assertFailure(missingReason(replies.get(1)), Kind.CONNECTION_LOST, Execution.UNKNOWN);
        assertFailure(missingReason(replies.get(2)), Kind.CONNECTION_LOST, Execution.UNKNOWN);
    }

    @Test
    @DisplayName("that were answered before the deadline keep their replies; the others are Missing and UNKNOWN")
    void partlyLate() {
        NodeClient client = client(server());
        client.execute(ping(), longDeadline());
        List<Reply> replies = withGrowingTimeout(
                deadline -> {
                    List<Reply> all = client.pipeline(List.of(echo("there"), blockingPop("queue"), ping()), deadline);
                    assertThat(deadline.passed()).isTrue();
                    return all;
                },
                all -> all.get(0) instanceof Reply.Missing);
        assertThat(text(replies.get(0))).isEqualTo("there");
        assertFailure(missingReason(replies.get(1)), Kind.TIMEOUT, Execution.UNKNOWN);
        assertFailure(missingReason(replies.get(2)), Kind.TIMEOUT, Execution.UNKNOWN);
    }

    @Test
    @DisplayName("keep the order of the caller's calls")
    void orderOfCalls() {
        NodeClient client = client(server(), settings().maxConnections(1));
        List<PendingReplies> pending = new ArrayList<>();
        for (int call = 0; call < 200; call++) {
            pending.add(client.send(List.of(Command.keyed("RPUSH", bytes("list"), bytes("e" + call))), longDeadline()));
        }
        List<Long> lengths = pending.stream()
                .map(replies -> ((Reply.Int) replies.await().get(0)).value())
                .toList();
        assertThat(lengths)
                .isEqualTo(IntStream.rangeClosed(1, 200).asLongStream().boxed().toList());
    }
}
