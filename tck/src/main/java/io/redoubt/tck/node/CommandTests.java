package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for sending single commands to one Redis server. */
abstract class CommandTests extends NodeTestBase {

    private static final int CALLERS = 8;

    @Test
    @DisplayName("names its server, and does not connect before the first call")
    void connectsLate() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        // The launcher's connections from its readiness check disappear a moment later.
        eventually().until(() -> connections(raw) == 0);
        NodeClient client = client(server);
        assertThat(client.node()).isEqualTo(node(server));
        assertThat(client.load().connections()).isZero();
        assertThat(connections(raw)).isZero();
        client.execute(ping(), longDeadline());
        assertThat(connections(raw)).isEqualTo(client.load().connections());
    }

    @Test
    @DisplayName("returns the reply of the server, including error replies")
    void replies() {
        NodeClient client = client(RedisServers.shared());
        String script = "return {1, 'two', false, {redis.status_reply('three'), redis.error_reply('FOUR is wrong')}}";
        assertThat(client.execute(get(PREFIX + "absent"), longDeadline())).isEqualTo(Reply.Nil.NIL);
        assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
        assertThat(client.execute(Command.keyless("DBSIZE"), longDeadline())).isInstanceOf(Reply.Int.class);
        assertThat(client.execute(Command.keyless("ECHO"), longDeadline()))
                .asInstanceOf(type(Reply.Refusal.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("ERR"));
        Reply nested = client.execute(Command.keyless("EVAL", bytes(script), bytes("0")), longDeadline());
        List<Reply> elements = ((Reply.Array) nested).elements();
        assertThat(elements).hasSize(4).contains(new Reply.Int(1), Reply.Nil.NIL);
        assertThat(text(elements.get(1))).isEqualTo("two");
        List<Reply> inner = ((Reply.Array) elements.get(3)).elements();
        assertThat(text(inner.get(0))).isEqualTo("three");
        assertThat(inner.get(1))
                .asInstanceOf(type(Reply.Refusal.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("FOUR"));
    }

    @Test
    @DisplayName("carries any bytes, up to megabytes, in both directions")
    void binary() {
        NodeClient client = client(RedisServers.shared());
        for (int size : List.of(0, 1, 255, 70_000, 3 << 20)) {
            byte[] value = new byte[size];
            new Random(size).nextBytes(value);
            assertThat(client.execute(Command.keyless("ECHO", value), longDeadline()))
                    .asInstanceOf(type(Reply.Data.class))
                    .satisfies(data -> assertThat(data.value()).isEqualTo(value));
        }
    }

    @Test
    @DisplayName("is sent at most once: if the connection is lost, it fails with CONNECTION_LOST and UNKNOWN")
    void lost() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        NodeClient client = client(server);
        Future<Reply> call = background(() -> client.execute(blockingPop("queue"), longDeadline()));
        killClientsIn(raw, "blpop");
        assertFailure(failureOf(call), Kind.CONNECTION_LOST, Execution.UNKNOWN);
        assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
        assertThat(raw.number("LPUSH", "queue", "element")).isEqualTo(1);
        assertThat(raw.number("LLEN", "queue")).isEqualTo(1);
    }

    @Test
    @DisplayName("connects again with the next call after a loss, and only then")
    void connectsAgain() {
        RedisServer server = server();
        RawRedis raw = raw(server);
        NodeClient client = client(server);
        for (int round = 0; round < 3; round++) {
            assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
            raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            eventually().until(() -> client.load().connections() == 0);
            assertThat(connections(raw)).isZero();
        }
    }

    @Test
    @DisplayName("fails only with DriverExceptions when the server is killed, and works again after its restart")
    void killed() throws Exception {
        RedisServer first = server();
        FaultProxy proxy = proxy(first);
        NodeClient client = client(node(proxy), settings(), new RecordingNodeListener());
        client.execute(ping(), longDeadline());
        List<Future<Integer>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            String name = "caller " + caller + " call ";
            callers.add(background(() -> echoUntilItFails(client, name)));
        }
        proxy.refuse();
        first.kill();
        for (Future<Integer> caller : callers) {
            assertThat(caller.get()).isNotNegative();
        }
        assertFailure(
                failureOf(() -> client.execute(ping(), longDeadline())), Kind.UNREACHABLE, Execution.NOT_EXECUTED);
        RedisServer second = server();
        proxy.forwardTo(second.host(), second.port());
        proxy.accept();
        assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
    }

    private static int echoUntilItFails(NodeClient client, String name) {
        for (int call = 0; ; call++) {
            String value = name + call;
            try {
                assertThat(text(client.execute(echo(value), longDeadline()))).isEqualTo(value);
            } catch (DriverException e) {
                assertThat(e.kind()).isIn(Kind.CONNECTION_LOST, Kind.UNREACHABLE);
                return call;
            }
        }
    }

    @Test
    @DisplayName("is not lost after a restart of the server, once the client knows that its connections are lost")
    void restarted() throws Exception {
        RedisServer first = server();
        FaultProxy proxy = proxy(first);
        RecordingNodeListener listener = new RecordingNodeListener();
        NodeClient client = client(node(proxy), settings(), listener);
        connectForMany(client, raw(first));
        first.kill();
        eventually().until(() -> client.load().connections() == 0);
        RedisServer second = server();
        proxy.forwardTo(second.host(), second.port());
        for (int call = 1; call <= 20; call++) {
            assertThat(client.execute(Command.keyed("INCR", bytes("n")), longDeadline()))
                    .isEqualTo(new Reply.Int(call));
        }
        eventually()
                .untilAsserted(() -> assertThat(listener.losses())
                        .hasSize(listener.openings() - client.load().connections()));
    }

    /**
     * Makes the driver open as many connections as it does for concurrent callers; afterwards all of them are
     * idle.
     */
    private void connectForMany(NodeClient client, RawRedis raw) throws Exception {
        List<Future<Reply>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            callers.add(background(() -> client.execute(blockingPop("queue"), longDeadline())));
        }
        eventually().until(() -> client.load().inFlight() == CALLERS);
        for (int caller = 0; caller < CALLERS; caller++) {
            raw.call("RPUSH", "queue", "element");
        }
        for (Future<Reply> caller : callers) {
            assertThat(caller.get()).isInstanceOf(Reply.Array.class);
        }
    }
}
