package io.redoubt.jedis;

import static io.redoubt.jedis.Opened.awaitBlocked;
import static io.redoubt.jedis.Opened.command;
import static io.redoubt.jedis.Opened.eventually;
import static io.redoubt.jedis.Opened.failure;
import static io.redoubt.jedis.Opened.millis;
import static io.redoubt.jedis.Opened.patient;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.FakeClock;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pool")
final class PoolTest {

    /**
     * Clock by which the pool measures the time since the use of a connection, and by which the monitor decides
     * when to check unused connections.
     */
    private final FakeClock clock = FakeClock.aboutToOverflow();

    private RedisServer server;
    private RawRedis raw;

    @BeforeEach
    void start() {
        server = RedisServers.start(ServerOptions.defaults());
        raw = server.raw();
    }

    @AfterEach
    void stop() {
        raw.close();
        server.close();
    }

    private Opened unshared(RedisSettingsBuilder settings) {
        return Opened.to(server, settings, clock);
    }

    @Test
    @DisplayName("ends the wait for a connection at the deadline, and opens no more than it may")
    void exhausted() throws Exception {
        try (Opened driver = unshared(Opened.unshared().maxConnections(4))) {
            Callers busy = Callers.start(3, i -> driver.execute(command("BLPOP", "queue", "0"), patient()));
            awaitBlocked(raw, 3);
            DriverException e = failure(() -> driver.execute(command("PING"), millis(100)));
            assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
            awaitBlocked(raw, 3);
            feed(3);
            assertThat(Opened.text(driver.execute(command("PING"), patient()))).isEqualTo("PONG");
            busy.finish();
            assertThat(raw.text("CLIENT", "LIST").lines().filter(line -> line.contains("name=redoubt")))
                    .hasSize(3);
        }
    }

    @Test
    @DisplayName("refuses at once when as many wait as may")
    void tooManyWait() throws Exception {
        try (Opened driver = unshared(Opened.unshared().maxConnections(1).maxPending(2))) {
            Callers busy = Callers.start(2, i -> driver.execute(command("BLPOP", "queue", "0"), patient()));
            eventually().until(() -> driver.client().load().equals(new NodeStatistics(1, 1, 1)));
            DriverException e = failure(() -> driver.execute(command("PING"), patient()));
            assertThat(e.kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
            assertThat(driver.client().load()).isEqualTo(new NodeStatistics(1, 1, 1));
            feed(2);
            busy.finish();
        }
    }

    @Test
    @DisplayName("survives the restart of the server without a failed call")
    void restart() throws Exception {
        try (Opened driver = unshared(Opened.unshared())) {
            open(driver, 10);
            clock.advance(Opened.A_WHILE);
            Opened.restart(server);
            for (int i = 1; i <= 20; i++) {
                assertThat(driver.execute(command("INCR", "n"), patient())).isEqualTo(new Reply.Int(i));
            }
            assertThat(driver.openings()).isEqualTo(11);
            assertThat(driver.losses()).hasSize(10);
        }
    }

    @Test
    @DisplayName(
            "does not ask a connection that was used a moment ago: one call is lost where its server is gone, no other")
    void trusted() throws Exception {
        try (Opened driver = unshared(Opened.unshared())) {
            open(driver, 10);
            Opened.restart(server);
            DriverException lost = failure(() -> driver.execute(command("INCR", "n"), patient()));
            assertThat(lost.kind()).isEqualTo(Kind.CONNECTION_LOST);
            assertThat(lost.execution()).isEqualTo(Execution.UNKNOWN);
            for (int i = 1; i <= 20; i++) {
                assertThat(driver.execute(command("INCR", "n"), patient())).isEqualTo(new Reply.Int(i));
            }
        }
    }

    @Test
    @DisplayName("loses no call when all its connections were killed while nobody used them")
    void killed() throws Exception {
        try (Opened driver = unshared(Opened.unshared())) {
            open(driver, 10);
            clock.advance(Opened.A_WHILE);
            killAll();
            for (int i = 0; i < 20; i++) {
                assertThat(Opened.text(driver.execute(command("PING"), patient())))
                        .isEqualTo("PONG");
            }
            assertThat(driver.losses()).hasSize(10);
        }
    }

    @Test
    @DisplayName("tells of connections that had ended when another one takes their place")
    void endedBefore() throws Exception {
        try (Opened driver = unshared(Opened.unshared())) {
            open(driver, 3);
            killAll();
            driver.client().renew(patient());
            assertThat(driver.losses()).hasSize(3);
            driver.client().renew(patient());
            assertThat(driver.losses()).hasSize(3);
            assertThat(driver.openings()).isEqualTo(5);
        }
    }

    @Test
    @DisplayName("counts replaced connections in use towards its maximum, but always has one for other calls")
    void replacedInUse() throws Exception {
        try (Opened driver = unshared(Opened.unshared().maxConnections(4))) {
            Callers busy = Callers.start(3, i -> driver.execute(command("BLPOP", "queue", "0"), patient()));
            awaitBlocked(raw, 3);
            driver.client().renew(patient());
            Callers next = Callers.start(2, i -> driver.execute(command("BLPOP", "next", "0"), patient()));
            awaitBlocked(raw, 4);
            eventually().until(() -> driver.client().load().equals(new NodeStatistics(1, 4, 1)));
            feed(2);
            eventually().until(() -> driver.client().load().equals(new NodeStatistics(2, 3, 0)));
            raw.call("RPUSH", "next", "1", "2");
            next.finish();
            feed(1);
            busy.finish();
            eventually().until(() -> driver.client().load().equals(new NodeStatistics(2, 0, 0)));
            assertThat(driver.losses()).isEmpty();
        }
    }

    @Test
    @DisplayName("goes on with the connections that stand where the server refuses another one, and reports no loss")
    void refused() throws Exception {
        try (Opened driver = unshared(Opened.unshared())) {
            Callers busy = Callers.start(1, i -> driver.execute(command("BLPOP", "queue", "0"), patient()));
            awaitBlocked(raw, 1);
            raw.call("CONFIG", "SET", "maxclients", "2");
            DriverException e = failure(() -> driver.execute(command("PING"), millis(200)));
            assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
            Callers waiting = Callers.start(3, i -> driver.execute(command("PING"), patient()));
            eventually().until(() -> driver.client().load().equals(new NodeStatistics(1, 1, 3)));
            feed(1);
            busy.finish();
            waiting.finish();
            assertThat(driver.openings()).isOne();
            assertThat(driver.losses()).isEmpty();
        }
    }

    @Test
    @DisplayName("goes on to grow after a caller had too little time to open a connection")
    void tooLittleTime() throws Exception {
        try (Opened driver = unshared(Opened.unshared())) {
            Callers busy = Callers.start(1, i -> driver.execute(command("BLPOP", "queue", "0"), patient()));
            awaitBlocked(raw, 1);
            server.suspend();
            DriverException e = failure(() -> driver.execute(command("PING"), millis(100)));
            assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
            server.resume();
            // The clock of the pool stands still, so the pool would refrain from new connections forever.
            assertThat(Opened.text(driver.execute(command("PING"), patient()))).isEqualTo("PONG");
            feed(1);
            busy.finish();
            assertThat(driver.openings()).isEqualTo(2);
        }
    }

    /** Opens a number of connections by as many concurrent callers, and leaves them idle. */
    private void open(Opened driver, int connections) throws InterruptedException {
        Callers callers = Callers.start(connections, i -> driver.execute(command("BLPOP", "queue", "0"), patient()));
        awaitBlocked(raw, connections);
        feed(connections);
        callers.finish();
    }

    private void feed(int callers) {
        for (int i = 0; i < callers; i++) {
            raw.call("RPUSH", "queue", "element");
        }
    }

    /** Kills all connections except that of the test, and waits until their end can be read. */
    private void killAll() {
        try (RawRedis witness = server.raw()) {
            raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            Opened.awaitEnd(witness);
        }
    }
}
