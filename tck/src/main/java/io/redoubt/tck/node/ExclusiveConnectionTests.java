package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for connections to a Redis server that are reserved for one caller, for example for blocking commands.
 */
abstract class ExclusiveConnectionTests extends NodeTestBase {

    private static final Duration TIMEOUT = longTimeout();

    private RedisServer server;
    private RawRedis raw;
    private NodeClient client;
    private ExclusiveConnection exclusive;

    @BeforeEach
    final void begin() {
        server = server();
        raw = raw(server);
        client = client(server, settings().maxConnections(1).maxPending(1));
        exclusive = closeAfterTest(client.exclusive(longDeadline()));
    }

    @Test
    @DisplayName("may block without delaying other callers, and do not count for the limits")
    void blocking() throws Exception {
        Future<Reply> pop = background(() -> exclusive.execute(blockingPop("queue"), TIMEOUT));
        awaitCommand(raw, "blpop", 1);
        for (int i = 0; i < 100; i++) {
            assertThat(text(client.execute(ping(), longDeadline()))).isEqualTo("PONG");
        }
        assertThat(pop.isDone()).isFalse();
        client.execute(Command.keyed("RPUSH", bytes("queue"), bytes("element")), longDeadline());
        assertThat(texts(((Reply.Array) pop.get()).elements())).containsExactly("queue", "element");
    }

    @Test
    @DisplayName("carry a transaction, as single calls and as a pipeline, with errors at their position")
    void transaction() {
        assertThat(text(exclusive.execute(Command.keyless("MULTI"), TIMEOUT))).isEqualTo("OK");
        assertThat(text(exclusive.execute(Command.keyed("INCR", bytes("a")), TIMEOUT)))
                .isEqualTo("QUEUED");
        assertThat(raw.call("GET", "a")).isNull();
        assertThat(exclusive.execute(Command.keyless("EXEC"), TIMEOUT))
                .isEqualTo(new Reply.Array(List.of(new Reply.Int(1))));
        List<Reply> replies = exclusive.pipeline(
                List.of(
                        Command.keyless("MULTI"),
                        Command.keyed("LPUSH", bytes("a"), bytes("x")),
                        Command.keyed("INCR", bytes("a")),
                        Command.keyless("EXEC")),
                TIMEOUT);
        List<Reply> executed = ((Reply.Array) replies.get(3)).elements();
        assertThat(executed.get(0)).isInstanceOf(Reply.Refusal.class);
        assertThat(executed.get(1)).isEqualTo(new Reply.Int(2));
        assertThat(exclusive.pipeline(List.of(), TIMEOUT)).isEmpty();
    }

    @Test
    @DisplayName("are one connection each, which no other caller uses")
    void ownConnection() {
        Reply id = exclusive.execute(client("ID"), TIMEOUT);
        ExclusiveConnection other = closeAfterTest(client.exclusive(longDeadline()));
        assertThat(exclusive.execute(client("ID"), TIMEOUT)).isEqualTo(id);
        assertThat(other.execute(client("ID"), TIMEOUT)).isNotEqualTo(id);
        assertThat(client.execute(client("ID"), longDeadline())).isNotEqualTo(id);
    }

    @Test
    @DisplayName("end when the connection is lost, and the call in flight fails with CONNECTION_LOST")
    void lost() {
        Future<Reply> pop = background(() -> exclusive.execute(blockingPop("queue"), TIMEOUT));
        killClientsIn(raw, "blpop");
        assertFailure(failureOf(pop), Kind.CONNECTION_LOST, Execution.UNKNOWN);
        assertFailure(
                failureOf(() -> exclusive.execute(ping(), TIMEOUT)), Kind.CONNECTION_LOST, Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("are closed by close, which is idempotent, and by their client's close")
    void closed() {
        exclusive.close();
        exclusive.close();
        eventually().until(() -> connections(raw) == 0);
        assertThat(failureOf(() -> exclusive.execute(ping(), TIMEOUT)).execution())
                .isEqualTo(Execution.NOT_EXECUTED);
        ExclusiveConnection second = client.exclusive(longDeadline());
        Future<Reply> pop = background(() -> second.execute(blockingPop("queue"), TIMEOUT));
        awaitCommand(raw, "blpop", 1);
        client.close();
        assertFailure(failureOf(pop), Kind.CLOSED, Execution.UNKNOWN);
        assertFailure(failureOf(() -> second.execute(ping(), TIMEOUT)), Kind.CLOSED, Execution.NOT_EXECUTED);
        eventually().until(() -> connections(raw) == 0);
    }
}
