package io.redoubt.jedis;

import static io.redoubt.jedis.Drivers.SECOND;
import static io.redoubt.jedis.Drivers.bytes;
import static io.redoubt.jedis.Drivers.command;
import static io.redoubt.jedis.Drivers.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.SubscriptionListener;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Closing a driver")
final class CloseTest {

    private static final CallOptions LONG = CallOptions.within(Duration.ofSeconds(10));

    private static final SubscriptionListener NOBODY = new SubscriptionListener() {
        @Override
        public void onMessage(byte[] channel, byte[] message) {}

        @Override
        public void onGap() {}
    };

    @Test
    @DisplayName("ends calls in flight and calls that wait, and leaves no thread and no connection")
    void inFlight() throws Exception {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw()) {
            RedisDriver driver = Drivers.open(Drivers.settings(server).maxConnections(3));
            driver.subscribe(List.of(Channel.global(bytes("c"))), NOBODY, SECOND);
            ExclusiveConnection exclusive = driver.exclusive(bytes("k"), SECOND);
            Callers callers = Callers.start(
                    5,
                    i -> assertThat(failure(() -> driver.execute(command("BLPOP", "none", "8"), LONG))
                                    .kind())
                            .isEqualTo(Kind.CLOSED));
            await().until(() -> raw.text("INFO", "clients").contains("blocked_clients:3\r\n"));

            long start = System.nanoTime();
            driver.close();
            driver.close();
            assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(1000);

            callers.finish();
            assertThat(failure(() -> driver.execute(command("PING"), SECOND)).kind())
                    .isEqualTo(Kind.CLOSED);
            assertThat(failure(() -> exclusive.execute(command("PING"), SECOND)).kind())
                    .isEqualTo(Kind.CLOSED);
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("redoubt-jedis"));
            await().until(() -> raw.text("CLIENT", "LIST").lines().count() == 1);
        }
    }
}
