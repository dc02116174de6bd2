package io.redoubt.jedis;

import static io.redoubt.jedis.Drivers.SECOND;
import static io.redoubt.jedis.Drivers.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.SubscriptionListener;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("The heartbeat of a subscription")
final class HeartbeatTest {

    @Test
    @DisplayName("keeps a silent connection, and finds out within 25 s that a server stands still")
    void heartbeat() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                RedisDriver driver = Drivers.to(server)) {
            AtomicInteger gaps = new AtomicInteger();
            AtomicInteger messages = new AtomicInteger();
            driver.subscribe(
                    List.of(Channel.global(bytes("c"))),
                    new SubscriptionListener() {
                        @Override
                        public void onMessage(byte[] channel, byte[] message) {
                            messages.incrementAndGet();
                        }

                        @Override
                        public void onGap() {
                            gaps.incrementAndGet();
                        }
                    },
                    SECOND);
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> raw.text("INFO", "commandstats").contains("cmdstat_ping:calls=2,"));
            assertThat(gaps).hasValue(0);
            assertThat(raw.number("PUBLISH", "c", "still there")).isEqualTo(1);
            await().untilAsserted(() -> assertThat(messages).hasValue(1));

            server.suspend();
            await().atMost(Duration.ofSeconds(25))
                    .untilAsserted(() -> assertThat(gaps).hasValue(1));
            server.resume();
            await().atMost(Duration.ofSeconds(25))
                    .untilAsserted(() -> assertThat(gaps).hasValue(2));
        }
    }
}
