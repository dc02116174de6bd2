package io.redoubt.jedis;

import static io.redoubt.jedis.Opened.command;
import static io.redoubt.jedis.Opened.failure;
import static io.redoubt.jedis.Opened.millis;
import static io.redoubt.jedis.Opened.second;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pool")
final class PoolTest {

    @Test
    @DisplayName("ends the wait for a connection at the deadline, and opens no more than it may")
    void exhausted() throws Exception {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                Opened driver = Opened.to(server, Opened.unshared().maxConnections(4))) {
            Callers busy = Callers.start(3, i -> driver.execute(command("BLPOP", "none", "2"), millis(9000)));
            awaitBlocked(raw, 3);

            long start = System.nanoTime();
            DriverException e = failure(() -> driver.execute(command("PING"), millis(200)));
            assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
            assertThat((System.nanoTime() - start) / 1_000_000).isBetween(190L, 1000L);

            assertThat(Opened.text(driver.execute(command("PING"), millis(9000))))
                    .isEqualTo("PONG");
            busy.finish();
            assertThat(raw.text("CLIENT", "LIST").lines().filter(line -> line.contains("name=redoubt")))
                    .hasSize(3);
        }
    }

    @Test
    @DisplayName("refuses at once when as many wait as may")
    void tooManyWait() throws Exception {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw()) {
            Callers busy;
            try (Opened driver =
                    Opened.to(server, Opened.unshared().maxConnections(1).maxPending(2))) {
                busy = Callers.start(
                        3, i -> failure(() -> driver.execute(command("BLPOP", "none", "8"), millis(9000))));
                awaitBlocked(raw, 1);
                await().untilAsserted(() -> {
                    long start = System.nanoTime();
                    DriverException e = failure(() -> driver.execute(command("PING"), millis(50)));
                    assertThat(e.kind()).isEqualTo(Kind.OVERLOADED);
                    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(40);
                });
            }
            busy.finish();
        }
    }

    @Test
    @DisplayName("survives the restart of the server without a failed call")
    void restart() throws Exception {
        RedisServer first = RedisServers.start(ServerOptions.defaults());
        try (Opened driver = Opened.to(first, Opened.unshared())) {
            open(driver, first, 10);
            first.kill();
            try (RedisServer second =
                    RedisServers.start(ServerOptions.defaults().onPort(first.port()))) {
                for (int i = 0; i < 20; i++) {
                    assertThat(driver.execute(command("INCR", "n"), second())).isEqualTo(new Reply.Int(i + 1));
                }
                assertThat(second.isAlive()).isTrue();
            }
        } finally {
            first.close();
        }
    }

    @Test
    @DisplayName("loses at most a few calls when all its connections are killed under load")
    void killedUnderLoad() throws Exception {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                Opened driver = Opened.to(server, Opened.unshared())) {
            open(driver, server, 10);
            raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            int failed = 0;
            for (int i = 0; i < 20; i++) {
                failed += failure(() -> driver.execute(command("PING"), second())) == null ? 0 : 1;
            }
            assertThat(failed).isLessThanOrEqualTo(1);
        }
    }

    @Test
    @DisplayName("tells of connections that had ended when another one takes their place")
    void endedBefore() throws Exception {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                Opened driver = Opened.to(server, Opened.unshared())) {
            open(driver, server, 3);
            raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            driver.client().renew(second());
            assertThat(driver.losses()).hasSize(3);
            driver.client().renew(second());
            assertThat(driver.losses()).hasSize(3);
            assertThat(driver.openings()).isEqualTo(5);
        }
    }

    private static void open(Opened driver, RedisServer server, int connections) throws InterruptedException {
        try (RawRedis raw = server.raw()) {
            Callers callers =
                    Callers.start(connections, i -> driver.execute(command("BLPOP", "none", "0.3"), second()));
            awaitBlocked(raw, connections);
            callers.finish();
        }
    }

    private static void awaitBlocked(RawRedis raw, int count) {
        await().until(() -> raw.text("INFO", "clients").contains("blocked_clients:" + count + "\r\n"));
    }
}
