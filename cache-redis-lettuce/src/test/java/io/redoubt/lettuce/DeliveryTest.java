package io.redoubt.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.SubscriptionListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The delivery of a subscription")
class DeliveryTest {

    private static final int CAPACITY = 10_000;

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch gap = new CountDownLatch(1);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Delivery delivery = new Delivery(new SubscriptionListener() {
        @Override
        public void onMessage(byte[] channel, byte[] message) {
            awaitRelease();
            heard.add(new String(message, StandardCharsets.US_ASCII));
        }

        @Override
        public void onGap() {
            heard.add("gap");
            gap.countDown();
        }
    });

    @AfterEach
    void close() {
        delivery.close();
    }

    @Test
    @DisplayName("drops what a slow listener leaves no room for, and tells one gap in its place")
    void overflow() throws InterruptedException {
        for (int i = 0; i < CAPACITY + 5_000; i++) {
            delivery.message(new byte[0], Integer.toString(i).getBytes(StandardCharsets.US_ASCII));
        }
        delivery.start();
        release.countDown();
        assertThat(gap.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(heard).hasSize(CAPACITY + 1).endsWith("9998", "9999", "gap");
    }

    @Test
    @DisplayName("ends its thread within a second or so, even where the listener waits for ever")
    void stuckListener() {
        delivery.start();
        delivery.message(new byte[0], new byte[0]);
        delivery.close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(2))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("redoubt-lettuce-subscription")));
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
