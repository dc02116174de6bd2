package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.proxy.AffectedConnections;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for calls that are in progress on a Redis connection while the client replaces the connection. */
abstract class CallsDuringRenewalTests extends NodeTestBase {

    /** Deadline of calls that must be sent, and that time out later. */
    private static final Duration UNANSWERED = Duration.ofSeconds(5);

    private static final String COUNTER = PREFIX + "calls";

    @Test
    @DisplayName("answers a call in flight on the old connection, which is closed after that")
    void inFlight() throws Exception {
        RedisServer server = server();
        RawRedis raw = raw(server);
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(server), settings().maxConnections(1), listener);
        Future<Reply> call = background(() -> client.execute(blockingPop("queue"), longDeadline()));
        awaitCommand(raw, "blpop", 1);
        client.renew(longDeadline());
        assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
        assertThat(client.load().connections()).isEqualTo(1);
        eventually().until(() -> pending(client) == 1);
        raw.call("RPUSH", "queue", "element");
        assertThat(texts(((Reply.Array) call.get()).elements())).containsExactly("queue", "element");
        eventually().until(() -> connections(raw) == 1);
        assertThat(pending(client)).isZero();
        assertThat(listener.losses()).isEmpty();
    }

    @Test
    @DisplayName("answers every call over many renewals, each with its own reply")
    void manyRenewals() throws Exception {
        RedisServer server = server();
        RawRedis raw = raw(server);
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(server), settings(), listener);
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String name = "caller " + i;
            callers.add(background(() -> callUntil(stop, client, name)));
        }
        List<Future<Reply>> blocked = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            String queue = "queue" + round;
            blocked.add(background(() -> client.execute(blockingPop(queue), longDeadline())));
            awaitCommand(raw, "blpop", round + 1);
            client.renew(longDeadline());
        }
        for (int round = 0; round < 10; round++) {
            raw.call("RPUSH", "queue" + round, "element" + round);
            assertThat(texts(((Reply.Array) blocked.get(round).get()).elements()))
                    .containsExactly("queue" + round, "element" + round);
        }
        stop.set(true);
        for (Future<Integer> caller : callers) {
            assertThat(caller.get()).isPositive();
        }
        eventually().until(() -> connections(raw) == client.load().connections());
        assertThat(pending(client)).isZero();
        assertThat(listener.losses()).isEmpty();
    }

    /** Calls in both ways until told to stop, and fails if a reply is missing or belongs to another call. */
    private static int callUntil(AtomicBoolean stop, NodeClient client, String name) {
        int calls = 0;
        for (; !stop.get() && !Thread.currentThread().isInterrupted(); calls++) {
            String value = name + " " + calls;
            assertThat(text(client.execute(echo(value), longDeadline()))).isEqualTo(value);
            PendingReplies sent = client.send(List.of(echo(value), ping()), longDeadline());
            assertThat(texts(sent.await())).containsExactly(value, "PONG");
        }
        return calls;
    }

    @Test
    @DisplayName("sends nothing over a connection that was being opened when another one took the place of all")
    void opening() throws Exception {
        RedisServer before = server();
        RedisServer next = server();
        RawRedis rawBefore = raw(before);
        FaultProxy proxy = proxy(before);
        NodeClient client = client(node(proxy), settings(), new RecordingNodeListener());
        proxy.faults(AffectedConnections.NEW).holdReplies();
        Future<Reply> call = background(() -> client.execute(counted(), longDeadline()));
        // Connected, but the reply to the login is still to come.
        eventually().until(() -> connections(rawBefore) == 1);
        proxy.faults(AffectedConnections.NEW).heal();
        proxy.forwardTo(next.host(), next.port());
        client.renew(longDeadline());
        proxy.heal();
        assertThat(call.get()).isEqualTo(new Reply.Int(1));
        List<Future<Reply>> more = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            more.add(background(() -> client.execute(counted(), longDeadline())));
        }
        for (Future<Reply> each : more) {
            assertThat(each.get()).isInstanceOf(Reply.Int.class);
        }
        assertThat(rawBefore.number("EXISTS", COUNTER)).isZero();
        assertThat(raw(next).text("GET", COUNTER)).isEqualTo("11");
        eventually().until(() -> connections(rawBefore) == 0);
    }

    @Test
    @DisplayName("keeps the connection of the later of two replacements, also if the earlier one ends last")
    void overlapping() throws Exception {
        RedisServer before = server();
        RedisServer next = server();
        RawRedis rawBefore = raw(before);
        FaultProxy proxy = proxy(before);
        NodeClient client = client(node(proxy), settings(), new RecordingNodeListener());
        client.execute(ping(), longDeadline());
        long connections = connections(rawBefore);
        proxy.faults(AffectedConnections.NEW).holdReplies();
        Future<Boolean> earlier = background(() -> {
            client.renew(longDeadline());
            return true;
        });
        eventually().until(() -> connections(rawBefore) > connections);
        proxy.faults(AffectedConnections.NEW).heal();
        proxy.forwardTo(next.host(), next.port());
        client.renew(longDeadline());
        proxy.heal();
        assertThat(earlier.get()).isTrue();
        assertThat(client.execute(counted(), longDeadline())).isEqualTo(new Reply.Int(1));
        assertThat(rawBefore.number("EXISTS", COUNTER)).isZero();
        assertThat(raw(next).text("GET", COUNTER)).isEqualTo("1");
        eventually().until(() -> connections(rawBefore) == 0);
    }

    private static Command counted() {
        return Command.keyed("INCR", bytes(COUNTER));
    }

    @Test
    @DisplayName("ends calls on a stalled connection at their deadlines, and closes the connection then")
    void stalled() {
        RedisServer server = server();
        FaultProxy proxy = proxy(server);
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(proxy), settings().maxConnections(1), listener);
        client.execute(ping(), longDeadline());
        proxy.faults(AffectedConnections.EXISTING).holdReplies();
        Future<Reply> call = background(() -> client.execute(echo("unanswered"), within(UNANSWERED)));
        eventually().until(() -> client.load().inFlight() == 1);
        client.renew(longDeadline());
        assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
        assertFailure(failureOf(call), Kind.TIMEOUT, Execution.UNKNOWN);
        eventually().until(() -> proxy.connections().open() == 1);
        assertThat(pending(client)).isZero();
        assertThat(listener.openings()).isEqualTo(2);
        assertThat(listener.losses()).isEmpty();
    }

    @Test
    @DisplayName("closes the old connection when the last caller has left")
    void left() throws Exception {
        RedisServer server = server();
        RawRedis raw = raw(server);
        NodeClient client = client(server, settings().maxConnections(1));
        InterruptibleCall caller =
                InterruptibleCall.begin(() -> client.execute(blockingPop("queue"), within(Duration.ofHours(1))));
        awaitCommand(raw, "blpop", 1);
        client.renew(longDeadline());
        assertFailure(caller.interrupt(), Kind.INTERRUPTED, Execution.UNKNOWN);
        eventually().until(() -> connections(raw) == 1);
        assertThat(pending(client)).isZero();
    }

    @Test
    @DisplayName("reports one loss if the old connection breaks while a call is in flight on it")
    void broken() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(server), settings().maxConnections(1), listener);
        Future<Reply> call = background(() -> client.execute(blockingPop("queue"), longDeadline()));
        awaitCommand(raw, "blpop", 1);
        client.renew(longDeadline());
        killClientsIn(raw, "blpop");
        assertFailure(failureOf(call), Kind.CONNECTION_LOST, Execution.UNKNOWN);
        eventually().until(() -> listener.losses().size() == 1);
        assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
        assertThat(connections(raw)).isEqualTo(1);
        assertThat(listener.openings()).isEqualTo(2);
        assertThat(listener.losses()).hasSize(1);
    }

    @Test
    @DisplayName("ends calls on the old connection with CLOSED when the client is closed")
    void closed() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(server), settings().maxConnections(1), listener);
        Future<Reply> call = background(() -> client.execute(blockingPop("queue"), longDeadline()));
        awaitCommand(raw, "blpop", 1);
        client.renew(longDeadline());
        client.close();
        DriverException failure = failureOf(call);
        assertFailure(failure, Kind.CLOSED, Execution.UNKNOWN);
        eventually().until(() -> connections(raw) == 0);
        assertThat(listener.losses()).isEmpty();
    }

    @Test
    @DisplayName("answers a large request in flight, too")
    void large() throws Exception {
        RedisServer server = server();
        FaultProxy proxy = proxy(server);
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(proxy), settings().largeRequestBytes(1024), listener);
        String value = "v".repeat(10_000);
        client.execute(echo(value), longDeadline());
        proxy.faults(AffectedConnections.EXISTING).holdReplies();
        Future<Reply> call = background(() -> client.execute(echo(value), longDeadline()));
        eventually().until(() -> client.load().inFlight() == 1);
        client.renew(longDeadline());
        assertThat(text(client.execute(echo(value + "2"), longDeadline()))).isEqualTo(value + "2");
        proxy.heal();
        assertThat(text(call.get())).isEqualTo(value);
        assertThat(listener.losses()).isEmpty();
    }
}
