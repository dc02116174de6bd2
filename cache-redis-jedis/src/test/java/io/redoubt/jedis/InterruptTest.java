package io.redoubt.jedis;

import static io.redoubt.jedis.Drivers.SECOND;
import static io.redoubt.jedis.Drivers.command;
import static io.redoubt.jedis.Drivers.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An interrupt")
final class InterruptTest {

    private static final CallOptions LONG = CallOptions.within(Duration.ofSeconds(10));

    @Test
    @DisplayName("ends a call that waits for its reply, or for a connection, at once and leaves the others alone")
    void inFlight() throws Exception {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                RedisDriver driver = Drivers.open(Drivers.settings(server).maxConnections(4))) {
            AtomicLong interruptedAt = new AtomicLong();
            Callers neighbour = Callers.start(1, i -> driver.execute(command("BLPOP", "none", "1"), LONG));
            Callers callers = Callers.start(5, i -> {
                DriverException e = failure(() -> driver.execute(command("BLPOP", "none", "8"), LONG));
                assertThat((System.nanoTime() - interruptedAt.get()) / 1_000_000)
                        .isLessThan(200);
                assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            });
            await().until(() -> raw.text("INFO", "clients").contains("blocked_clients:4\r\n"));
            interruptedAt.set(System.nanoTime());
            callers.interrupt();
            callers.finish();
            neighbour.finish();
            assertThat(Drivers.text(driver.execute(command("PING"), SECOND))).isEqualTo("PONG");
        }
    }

    @Test
    @DisplayName("that came before the call sends nothing")
    void before() {
        try (RedisDriver driver = Drivers.to(RedisServers.shared())) {
            Thread.currentThread().interrupt();
            DriverException e = failure(() -> driver.execute(command("PING"), SECOND));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED);
            assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
        }
    }
}
