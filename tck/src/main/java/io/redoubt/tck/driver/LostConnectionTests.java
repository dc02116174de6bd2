package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for calls during which a Redis driver loses its connection to the server. */
abstract class LostConnectionTests extends DriverTestBase {

    /** A connection that was used less than this ago may be assumed to be open. */
    private static final Duration IDLE = Duration.ofMillis(20);

    /** Pause after a failure, so that callers whose calls fail at once leave the processors to other threads. */
    private static final long PAUSE_NANOS = 1_000_000;

    @Test
    @DisplayName("ends a call with CONNECTION_LOST and UNKNOWN, and does not repeat it")
    void lost() {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        RawRedis raw = raw(server);
        Future<Reply> call = background(() -> driver.execute(blockingPop(), BEYOND_TEST_TIMEOUT));
        killTheBlocked(raw);
        DriverException failure = failureOf(call);
        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(failure.execution()).isEqualTo(Execution.UNKNOWN);
        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG");
        assertThat(raw.number("LPUSH", "queue", "element")).isEqualTo(1);
        assertThat(raw.number("LLEN", "queue")).isEqualTo(1);
    }

    @Test
    @DisplayName("repeats a call that may be repeated, once")
    void repeated() throws Exception {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        RawRedis raw = raw(server);
        Future<Reply> call = background(() -> driver.execute(blockingPop(), BEYOND_TEST_TIMEOUT.repeatable()));
        killTheBlocked(raw);
        eventually().until(() -> !blockedClients(raw).isEmpty());
        raw.call("LPUSH", "queue", "element");
        assertThat(call.get()).isInstanceOf(Reply.Array.class);

        Future<Reply> again = background(() -> driver.execute(blockingPop(), BEYOND_TEST_TIMEOUT.repeatable()));
        killTheBlocked(raw);
        killTheBlocked(raw);
        DriverException failure = failureOf(again);
        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(failure.execution()).isEqualTo(Execution.UNKNOWN);
    }

    @Test
    @DisplayName("loses no call if connections were closed while idle")
    void closedWhileIdle() {
        RedisServer server = server(ServerOptions.defaults());
        RedisDriver driver = driver(server);
        RawRedis raw = raw(server);
        for (int i = 0; i < 5; i++) {
            driver.execute(ping(), LONG_TIMEOUT);
            raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            // No driver can notice the closed connections before the operating system does, which may take any time.
            // The remaining connection is that of the test.
            eventually().pollDelay(IDLE).until(() -> OpenSockets.countEstablished(server.port()) <= 1);
        }
        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG");
    }

    @Test
    @DisplayName("fails only in documented ways when the server is killed, and works again after it is back")
    void killed() throws Exception {
        ProxiedServer server = proxiedServer();
        RedisDriver driver = driver(settings(server.address()).build());
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<Set<Kind>>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String key = "key of " + i;
            callers.add(background(() -> callUntil(stop, driver, key)));
        }
        server.kill();
        eventually().untilAsserted(() -> {
            DriverException down = failureOf(() -> driver.execute(ping(), BEYOND_TEST_TIMEOUT));
            assertThat(down.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(down.execution()).isEqualTo(Execution.NOT_EXECUTED);
        });
        server.restart();
        eventually()
                .untilAsserted(() ->
                        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG"));
        stop.set(true);
        for (Future<Set<Kind>> caller : callers) {
            assertThat(caller.get()).isSubsetOf(Kind.CONNECTION_LOST, Kind.UNREACHABLE, Kind.TIMEOUT);
        }
    }

    private static Set<Kind> callUntil(AtomicBoolean stop, RedisDriver driver, String key) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (int i = 0; !stop.get() && !Thread.currentThread().isInterrupted(); i++) {
            String value = key + " " + i;
            try {
                assertThat(text(driver.execute(Command.keyless("ECHO", bytes(value)), LONG_TIMEOUT)))
                        .isEqualTo(value);
            } catch (DriverException e) {
                kinds.add(e.kind());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return kinds;
    }

    private static Command blockingPop() {
        return Command.keyed("BLPOP", bytes("queue"), bytes("0"));
    }

    private static void killTheBlocked(RawRedis raw) {
        eventually().until(() -> !blockedClients(raw).isEmpty());
        blockedClients(raw)
                .forEach(line -> raw.call("CLIENT", "KILL", "ID", line.substring("id=".length(), line.indexOf(' '))));
    }
}
