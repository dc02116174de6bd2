package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for connections that a Redis driver reserves for one caller, for example for blocking commands or
 * transactions.
 */
abstract class ExclusiveConnectionTests extends DriverTestBase {

    private static final byte[] QUEUE = bytes("queue");

    private RawRedis raw;
    private RedisDriver driver;
    private ExclusiveConnection exclusive;

    @BeforeEach
    final void begin() {
        RedisServer server = server(ServerOptions.defaults());
        raw = raw(server);
        driver = driver(server);
        exclusive = driver.exclusive(QUEUE, LONG_TIMEOUT);
    }

    @Test
    @DisplayName("may block without delaying other callers")
    void blocking() throws Exception {
        Future<Reply> pop = background(
                () -> exclusive.execute(Command.keyed("BLPOP", QUEUE, bytes("0")), BEYOND_TEST_TIMEOUT.timeout()));
        eventually().until(() -> !blockedClients(raw).isEmpty());
        for (int i = 0; i < 100; i++) {
            assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG");
        }
        assertThat(pop.isDone()).isFalse();
        driver.execute(Command.keyed("RPUSH", QUEUE, bytes("element")), LONG_TIMEOUT);
        Reply.Array popped = (Reply.Array) pop.get();
        assertThat(popped.elements().stream().map(DriverTestBase::text)).containsExactly("queue", "element");
    }

    @Test
    @DisplayName("carries a transaction, as single calls and as a pipeline")
    void transaction() {
        assertThat(text(exclusive.execute(Command.keyless("MULTI"), LONG_TIMEOUT.timeout())))
                .isEqualTo("OK");
        assertThat(text(exclusive.execute(Command.keyed("INCR", bytes("a")), LONG_TIMEOUT.timeout())))
                .isEqualTo("QUEUED");
        assertThat(raw.call("GET", "a")).isNull();
        assertThat(exclusive.execute(Command.keyless("EXEC"), LONG_TIMEOUT.timeout()))
                .isEqualTo(new Reply.Array(List.of(new Reply.Int(1))));

        List<Reply> replies = exclusive.pipeline(
                List.of(
                        Command.keyless("MULTI"),
                        Command.keyed("INCR", bytes("a")),
                        Command.keyed("LPUSH", bytes("a"), bytes("x")),
                        Command.keyed("INCR", bytes("a")),
                        Command.keyless("EXEC")),
                LONG_TIMEOUT.timeout());
        assertThat(replies.subList(0, 4).stream().map(DriverTestBase::text))
                .containsExactly("OK", "QUEUED", "QUEUED", "QUEUED");
        List<Reply> executed = ((Reply.Array) replies.get(4)).elements();
        assertThat(executed.get(0)).isEqualTo(new Reply.Int(2));
        assertThat(executed.get(1)).isInstanceOf(Reply.Refusal.class);
        assertThat(executed.get(2)).isEqualTo(new Reply.Int(3));
    }

    @Test
    @DisplayName("answers Nil to EXEC if a watched key was changed")
    void watched() {
        exclusive.execute(Command.keyed("WATCH", bytes("a")), LONG_TIMEOUT.timeout());
        raw.call("SET", "a", "touched");
        exclusive.execute(Command.keyless("MULTI"), LONG_TIMEOUT.timeout());
        exclusive.execute(Command.keyed("SET", bytes("a"), bytes("mine")), LONG_TIMEOUT.timeout());
        assertThat(exclusive.execute(Command.keyless("EXEC"), LONG_TIMEOUT.timeout()))
                .isInstanceOf(Reply.Nil.class);
    }

    @Test
    @DisplayName("is a single connection, which other callers do not use")
    void ownConnection() {
        Reply id = exclusive.execute(Command.keyless("CLIENT", bytes("ID")), LONG_TIMEOUT.timeout());
        assertThat(exclusive.execute(Command.keyless("CLIENT", bytes("ID")), LONG_TIMEOUT.timeout()))
                .isEqualTo(id);
        assertThat(driver.execute(Command.keyless("CLIENT", bytes("ID")), LONG_TIMEOUT))
                .isNotEqualTo(id);
        assertThat(exclusive.pipeline(List.of(), LONG_TIMEOUT.timeout())).isEmpty();
    }

    @Test
    @DisplayName("is unusable after a failure, and takes no list element for a caller that gave up")
    void broken() {
        DriverException failure = failureAfterSend(options -> {
            exclusive = closeAfterTest(driver.exclusive(QUEUE, LONG_TIMEOUT));
            exclusive.execute(Command.keyed("BLPOP", QUEUE, bytes("0")), options.timeout());
        });
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.execution()).isEqualTo(Execution.UNKNOWN);
        DriverException later = failureOf(() -> exclusive.execute(ping(), LONG_TIMEOUT.timeout()));
        assertThat(later.kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(later.execution()).isEqualTo(Execution.NOT_EXECUTED);
        exclusive.close();
        eventually().until(() -> blockedClients(raw).isEmpty());
        raw.call("RPUSH", "queue", "element");
        assertThat(raw.number("LLEN", "queue")).isEqualTo(1);
    }

    @Test
    @DisplayName("is closed by close, which is idempotent")
    void closed() {
        long id =
                ((Reply.Int) exclusive.execute(Command.keyless("CLIENT", bytes("ID")), LONG_TIMEOUT.timeout())).value();
        exclusive.close();
        exclusive.close();
        eventually().until(() -> !raw.text("CLIENT", "LIST").contains("id=" + id + " "));
        assertThat(failureOf(() -> exclusive.execute(ping(), LONG_TIMEOUT.timeout()))
                        .execution())
                .isEqualTo(Execution.NOT_EXECUTED);
    }
}
