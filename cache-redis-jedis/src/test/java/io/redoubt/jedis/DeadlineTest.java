package io.redoubt.jedis;

import static io.redoubt.jedis.Opened.command;
import static io.redoubt.jedis.Opened.failure;
import static io.redoubt.jedis.Opened.millis;
import static io.redoubt.jedis.Opened.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The deadline of a call")
final class DeadlineTest {

    @Test
    @DisplayName("ends a reply that drips byte by byte")
    void dripping() throws IOException {
        try (FakeServer server = FakeServer.dripping("$1000\r\n" + "x".repeat(1000), 10);
                Opened driver = Opened.to(server, Opened.unshared())) {
            assertTimeout(driver, command("GET", "k"), 300);
        }
    }

    @Test
    @DisplayName("ends a log-in that drips byte by byte, within the time to connect")
    void drippingLogIn() throws IOException {
        try (FakeServer server = FakeServer.dripping("$1000\r\n" + "x".repeat(1000), 10);
                Opened driver =
                        Opened.inDatabase(1, server, Opened.unshared().connectTimeout(Duration.ofMillis(200)))) {
            long start = System.nanoTime();
            DriverException e = failure(() -> driver.execute(command("GET", "k"), second()));
            assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
            assertThat(millisSince(start)).isBetween(190L, 600L);
        }
    }

    @Test
    @DisplayName("ends a write of 50 MB to a server that never reads")
    void blockedWrite() throws IOException {
        try (FakeServer server = FakeServer.silent();
                Opened driver = Opened.to(server, Opened.unshared())) {
            byte[] huge = new byte[50_000_000];
            assertTimeout(driver, Command.keyed("SET", Opened.bytes("k"), huge), 300);
        }
    }

    @Test
    @DisplayName("is met by 20 calls at once")
    void concurrent() throws Exception {
        try (FakeServer server = FakeServer.silent();
                Opened driver = Opened.to(server, Opened.unshared())) {
            Callers callers = Callers.start(20, i -> assertTimeout(driver, command("GET", "k"), 150 + 10 * i));
            callers.finish();
        }
    }

    @Test
    @DisplayName("keeps a late reply from every other caller")
    void lateReplies() throws Exception {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                Opened driver = Opened.to(server)) {
            Ticker over = new Ticker(Duration.ofSeconds(4));
            Callers callers = Callers.start(8, i -> askAlways(driver, "caller-" + i, over));
            while (!over.getAsBoolean()) {
                server.suspend();
                over.pause(15);
                server.resume();
                over.pause(15);
            }
            callers.finish();
        }
    }

    private static void askAlways(Opened driver, String name, BooleanSupplier over) {
        int answers = 0;
        int timeouts = 0;
        for (int n = 0; !over.getAsBoolean(); n++) {
            String question = name + "-" + n;
            try {
                assertThat(Opened.text(driver.execute(command("ECHO", question), millis(5))))
                        .isEqualTo(question);
                answers++;
            } catch (DriverException e) {
                assertThat(e.kind()).as(e.toString()).isEqualTo(Kind.TIMEOUT);
                timeouts++;
            }
        }
        assertThat(answers).isGreaterThan(50);
        assertThat(timeouts).isGreaterThan(20);
    }

    private static void assertTimeout(Opened driver, Command command, long millis) {
        long start = System.nanoTime();
        DriverException e = failure(() -> driver.execute(command, millis(millis)));
        assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(e.execution()).isEqualTo(Execution.UNKNOWN);
        assertThat(millisSince(start)).isBetween(millis - 10, millis + 400);
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
