package io.redoubt.jedis;

import static io.redoubt.jedis.Drivers.SECOND;
import static io.redoubt.jedis.Drivers.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.Subscription;
import io.redoubt.redis.spi.SubscriptionListener;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A subscription")
final class SubscriptionTest {

    private static final List<Channel> CHANNELS =
            List.of(Channel.global(bytes("a")), Channel.global(bytes("b")), Channel.global(bytes("s")));

    @Test
    @DisplayName("reports a gap at the loss and another one when it is restored, and then goes on")
    void reconnects() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                RedisDriver driver = Drivers.to(server)) {
            Recorder heard = new Recorder();
            driver.subscribe(CHANNELS, heard, SECOND);
            assertThat(raw.number("PUBLISH", "a", "1")).isEqualTo(1);
            assertThat(raw.number("PUBLISH", "s", "2")).isEqualTo(1);
            await().untilAsserted(() -> assertThat(heard.events).containsExactly("a=1", "s=2"));

            raw.call("CLIENT", "KILL", "TYPE", "pubsub");
            await().untilAsserted(() -> assertThat(heard.events).containsExactly("a=1", "s=2", "gap", "gap"));
            assertThat(raw.number("PUBLISH", "b", "fail")).isEqualTo(1);
            assertThat(raw.number("PUBLISH", "b", "3")).isEqualTo(1);
            await().untilAsserted(() -> assertThat(heard.events).endsWith("b=fail", "b=3"));
        }
    }

    @Test
    @DisplayName("can be closed by its listener, which hears nothing more")
    void closedByListener() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                RedisDriver driver = Drivers.to(server)) {
            Recorder heard = new Recorder();
            heard.subscription.set(driver.subscribe(CHANNELS, heard, SECOND));
            raw.number("PUBLISH", "a", "close");
            await().until(() -> raw.number("PUBLISH", "a", "more") == 0);
            assertThat(heard.events).containsExactly("a=close");
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("redoubt-jedis-subscription"));
        }
    }

    private static final class Recorder implements SubscriptionListener {

        private final List<String> events = new CopyOnWriteArrayList<>();
        private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            String text = new String(message, StandardCharsets.UTF_8);
            events.add(new String(channel, StandardCharsets.UTF_8) + "=" + text);
            if (text.equals("close")) {
                Objects.requireNonNull(subscription.get()).close();
            }
            if (text.equals("fail")) {
                throw new IllegalStateException("a listener that fails");
            }
        }

        @Override
        public void onGap() {
            events.add("gap");
        }
    }
}
