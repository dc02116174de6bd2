package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.cache.internal.near.ChangeSubscriber;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Asking for the changes of regions")
final class ChangeSubscriberTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final RegionChangeTracker tracker = new RegionChangeTracker(new RegionKeys("region:", "names"));

    private final RedisDriver driver = (RedisDriver) Proxy.newProxyInstance(
            RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("track");
                attempts.incrementAndGet();
                Throwable failure = failures.poll();
                if (failure != null) {
                    throw failure;
                }
                return new Subscription();
            });

    private final class Subscription implements TrackingSubscription {
        @Override
        public boolean armed() {
            return true;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    @DisplayName("goes on after an Error, and after a failure")
    void goesOn() {
        failures.addAll(List.of(
                new NoClassDefFoundError("thrown by a test"),
                DriverException.notExecuted(Kind.UNREACHABLE, "down", null)));
        try (ChangeSubscriber subscriber = new ChangeSubscriber(driver, PATIENCE)) {
            tracker.require(RegionChangeTracker.Scope.ALL);
            subscriber.subscribe(tracker);
            Awaitility.await().atMost(PATIENCE).until(tracker::isTracking);
        }
        assertThat(attempts).hasValue(3);
        assertThat(closed).hasValue(1);
        assertThat(tracker.isTracking()).isFalse();
        assertThat(tracker.state(tracker.problem())).isEqualTo(State.OFF);
    }

    @Test
    @DisplayName("asks again if more is required while it asks")
    void moreRequired() {
        tracker.require(RegionChangeTracker.Scope.VERSIONS);
        AtomicReference<ChangeSubscriber> asking = new AtomicReference<>();
        RedisDriver requiring = (RedisDriver) Proxy.newProxyInstance(
                RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                    if (attempts.incrementAndGet() == 1) {
                        tracker.require(RegionChangeTracker.Scope.ALL);
                        Objects.requireNonNull(asking.get()).subscribe(tracker);
                    }
                    return new Subscription();
                });
        try (ChangeSubscriber subscriber = new ChangeSubscriber(requiring, PATIENCE)) {
            asking.set(subscriber);
            subscriber.subscribe(tracker);
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(tracker::isTracking);
        }
        assertThat(attempts).hasValue(2);
        assertThat(closed).hasValue(2);
    }

    @Test
    @DisplayName("says why a server refuses")
    void refused() {
        failures.add(DriverException.notExecuted(Kind.ACCESS_DENIED, "no right to call CLIENT", null));
        try (ChangeSubscriber subscriber = new ChangeSubscriber(driver, PATIENCE)) {
            tracker.require(RegionChangeTracker.Scope.ALL);
            subscriber.subscribe(tracker);
            Awaitility.await().atMost(PATIENCE).until(() -> tracker.state(tracker.problem()) == State.REFUSED);
            assertThat(tracker.problem()).contains("no right to call CLIENT");
            assertThat(tracker.isTracking()).isFalse();
        }
    }

    @Test
    @DisplayName("closes what it was given while it was being closed")
    void closedMeanwhile() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicBoolean mayAnswer = new AtomicBoolean();
        RedisDriver slow = (RedisDriver) Proxy.newProxyInstance(
                RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                    asked.countDown();
                    while (!mayAnswer.get()) {
                        Thread.onSpinWait();
                    }
                    return new Subscription();
                });
        ChangeSubscriber subscriber = new ChangeSubscriber(slow, PATIENCE);
        try {
            subscriber.subscribe(tracker);
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            subscriber.close(); // waits for the thread for two seconds, and leaves it then
        } finally {
            mayAnswer.set(true);
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(closed).hasValue(1));
        assertThat(tracker.isTracking()).isFalse();
    }
}
