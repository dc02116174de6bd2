package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for the limits on the number and size of commands that wait for their replies. The bytes of a command
 * are those of its arguments.
 */
abstract class PendingLimitTests extends NodeTestBase {

    private static final int MAX_PENDING = 8;
    private static final int MEBIBYTE = 1 << 20;

    private RedisServer server;

    @BeforeEach
    final void begin() {
        server = server();
    }

    private static RedisSettingsBuilder bounded() {
        return settings().maxPending(MAX_PENDING).maxConnections(1);
    }

    @Test
    @DisplayName("admit exactly as many commands as configured, with or without an open connection")
    void edge() {
        NodeClient client = client(server, bounded());
        admitsExactly(client);
        admitsExactly(client);
    }

    @Test
    @DisplayName("admit as much again after timeouts")
    void afterTimeouts() {
        NodeClient client = client(server, bounded());
        client.execute(ping(), longDeadline());
        for (int round = 0; round < 3; round++) {
            server.suspend();
            fill(client, shortDeadline())
                    .forEach(pending -> assertThat(
                                    missingReason(pending.await().get(0)).kind())
                            .isEqualTo(Kind.TIMEOUT));
            assertThat(overloaded(client.send(List.of(ping()), shortDeadline())))
                    .isFalse();
            server.resume();
        }
        admitsExactly(client);
    }

    @Test
    @DisplayName("admit as much again after interrupts")
    void afterInterrupts() throws Exception {
        NodeClient client = client(server, bounded());
        client.execute(ping(), longDeadline());
        for (int round = 0; round < 3; round++) {
            server.suspend();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < MAX_PENDING; i++) {
                Thread caller = new Thread(
                        () -> failureOf(() -> client.execute(ping(), longDeadline()))
                                .kind(),
                        THREAD_NAME);
                caller.start();
                callers.add(caller);
            }
            eventually().until(() -> pending(client) == MAX_PENDING);
            callers.forEach(Thread::interrupt);
            for (Thread caller : callers) {
                caller.join(LONG_TIMEOUT.toMillis());
                assertThat(caller.isAlive()).isFalse();
            }
            server.resume();
        }
        admitsExactly(client);
    }

    @Test
    @DisplayName("admit as much again after lost connections")
    void afterLosses() {
        RawRedis raw = raw(server);
        NodeClient client = client(server, bounded());
        for (int round = 0; round < 3; round++) {
            List<PendingReplies> pending = IntStream.range(0, MAX_PENDING)
                    .mapToObj(i -> client.send(List.of(blockingPop("queue")), longDeadline()))
                    .toList();
            // A connection that the last round killed may be in use until its end is noticed: then all commands are
            // lost
            // on it, and none of them arrives.
            eventually().until(() -> !clientsIn(raw, "blpop").isEmpty() || pending(client) == 0);
            // Commands that wait behind the first one may be sent on a new connection or not at all.
            eventually().until(() -> {
                raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                return pending(client) == 0;
            });
            pending.forEach(
                    replies -> assertThat(missingReason(replies.await().get(0)).kind())
                            .isIn(Kind.CONNECTION_LOST, Kind.UNREACHABLE));
        }
        admitsExactly(client);
    }

    @Test
    @DisplayName("admit as much again after failures to reach the server")
    void afterUnreachable() {
        FaultProxy proxy = proxy(server);
        NodeClient client = client(node(proxy), bounded(), new RecordingNodeListener());
        proxy.refuse();
        for (int i = 0; i < 3 * MAX_PENDING; i++) {
            assertFailure(
                    failureOf(() -> client.execute(ping(), longDeadline())), Kind.UNREACHABLE, Execution.NOT_EXECUTED);
        }
        proxy.accept();
        admitsExactly(client);
    }

    @Test
    @DisplayName("admit as much again after refusals and error replies")
    void afterRefusals() {
        NodeClient client = client(server, bounded());
        for (int i = 0; i < 3 * MAX_PENDING; i++) {
            assertThat(client.execute(Command.keyless("ECHO"), longDeadline())).isInstanceOf(Reply.Refusal.class);
        }
        server.suspend();
        List<PendingReplies> admitted = fill(client, longDeadline());
        for (int i = 0; i < 3 * MAX_PENDING; i++) {
            assertFailure(
                    failureOf(() -> client.execute(ping(), longDeadline())), Kind.OVERLOADED, Execution.NOT_EXECUTED);
        }
        server.resume();
        admitted.forEach(pending -> assertThat(texts(pending.await())).containsExactly("PONG"));
        admitsExactly(client);
    }

    @Test
    @DisplayName("admit exactly as many bytes as configured")
    void bytes() {
        NodeClient client = client(
                server,
                settings()
                        .maxPendingBytes(MEBIBYTE)
                        .largeRequestBytes(64 * MEBIBYTE)
                        .maxConnections(1));
        client.execute(ping(), longDeadline());
        server.suspend();
        PendingReplies admitted =
                client.send(List.of(Command.keyed("SET", bytes("key"), new byte[MEBIBYTE - 3])), longDeadline());
        assertFailure(
                failureOf(() -> client.execute(echo("x"), longDeadline())), Kind.OVERLOADED, Execution.NOT_EXECUTED);
        PendingReplies weightless = client.send(List.of(ping()), longDeadline());
        server.resume();
        assertThat(texts(admitted.await())).containsExactly("OK");
        assertThat(texts(weightless.await())).containsExactly("PONG");
        assertFailure(
                failureOf(() ->
                        client.execute(Command.keyed("SET", bytes("key"), new byte[MEBIBYTE - 2]), longDeadline())),
                Kind.OVERLOADED,
                Execution.NOT_EXECUTED);
        assertThat(text(client.execute(echo("x"), longDeadline()))).isEqualTo("x");
    }

    @Test
    @DisplayName("apply to large and small requests together")
    void largeAndSmall() {
        NodeClient client = client(server, bounded());
        client.execute(ping(), longDeadline());
        server.suspend();
        List<PendingReplies> admitted = new ArrayList<>();
        for (int i = 0; i < MAX_PENDING; i++) {
            byte[] value = new byte[i % 2 == 0 ? 1 : 100_000];
            admitted.add(client.send(List.of(Command.keyless("ECHO", value)), longDeadline()));
        }
        assertFailure(failureOf(() -> client.execute(ping(), longDeadline())), Kind.OVERLOADED, Execution.NOT_EXECUTED);
        server.resume();
        admitted.forEach(pending -> assertThat(pending.await().get(0)).isInstanceOf(Reply.Data.class));
    }

    @Test
    @DisplayName("may be exceeded by one pipeline, in commands and in bytes, which is sent in parts")
    void longPipeline() {
        NodeClient client = client(
                server, settings().maxPending(64).maxPendingBytes(MEBIBYTE).maxConnections(1));
        List<String> values =
                IntStream.range(0, 1_000).mapToObj(i -> i + "x".repeat(3_000)).toList();
        assertThat(texts(client.pipeline(values.stream().map(NodeTestBase::echo).toList(), longDeadline())))
                .isEqualTo(values);
    }

    @Test
    @DisplayName("apply per client, so that other clients of the same driver have their own")
    void each() throws Exception {
        var driver = driver(bounded().build());
        NodeClient one = client(driver, node(server), null, 0, new RecordingNodeListener());
        NodeClient other = client(driver, node(server), null, 0, new RecordingNodeListener());
        Future<Reply> blocked = background(() -> one.execute(blockingPop("queue"), longDeadline()));
        awaitCommand(raw(server), "blpop", 1);
        for (int i = 1; i < MAX_PENDING; i++) {
            var unused = one.send(List.of(blockingPop("queue")), longDeadline());
        }
        assertFailure(failureOf(() -> one.execute(ping(), longDeadline())), Kind.OVERLOADED, Execution.NOT_EXECUTED);
        assertThat(text(other.execute(ping(), longDeadline()))).isEqualTo("PONG");
        assertThat(blocked.isDone()).isFalse();
    }

    private void admitsExactly(NodeClient client) {
        server.suspend();
        List<PendingReplies> admitted = fill(client, longDeadline());
        assertFailure(
                missingReason(
                        client.send(List.of(ping()), longDeadline()).await().get(0)),
                Kind.OVERLOADED,
                Execution.NOT_EXECUTED);
        server.resume();
        admitted.forEach(pending -> assertThat(texts(pending.await())).containsExactly("PONG"));
    }

    private static List<PendingReplies> fill(NodeClient client, Deadline deadline) {
        return IntStream.range(0, MAX_PENDING)
                .mapToObj(i -> client.send(List.of(ping()), deadline))
                .toList();
    }

    private static boolean overloaded(PendingReplies pending) {
        return missingReason(pending.await().get(0)).kind() == Kind.OVERLOADED;
    }
}
