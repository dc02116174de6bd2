package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.cache.internal.near.ChangeSubscriber;
import io.redoubt.cache.internal.near.ReportState;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Asking for the changes of regions")
final class ChangeSubscriberTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final NearCacheSettings STRICT = NearCacheSettings.maxEntries(10);
    private static final NearCacheSettings MESSAGING = STRICT.messagesIfTrackingRefused();

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> messageFailures = new ConcurrentLinkedQueue<>();
    /** What each further attempt to track ends with; null for success. */
    private volatile @Nullable Throwable lastingFailure;

    /** What each further attempt to receive messages ends with; null for success. */
    private volatile @Nullable Throwable lastingMessageFailure;

    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger messageAttempts = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final RegionChangeTracker tracker = new RegionChangeTracker(new RegionKeys("region:", "names"));

    private final RedisDriver driver = (RedisDriver) Proxy.newProxyInstance(
            RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                boolean isMessages = method.getName().equals("subscribe");
                assertThat(method.getName()).isIn("track", "subscribe");
                (isMessages ? messageAttempts : attempts).incrementAndGet();
                Throwable failure = (isMessages ? messageFailures : failures).poll();
                failure = failure == null ? (isMessages ? lastingMessageFailure : lastingFailure) : failure;
                if (failure != null) {
                    throw failure;
                }
                return new Subscription();
            });

    private final AtomicBoolean isArmed = new AtomicBoolean(true);

    private final class Subscription implements TrackingSubscription {
        @Override
        public boolean armed() {
            return isArmed.get();
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
            tracker.reports().require(ReportState.Scope.ALL);
            subscriber.subscribe(tracker);
            Awaitility.await().atMost(PATIENCE).until(() -> tracker.isTracking(ReportState.Scope.ALL));
        }
        assertThat(attempts).hasValue(3);
        assertThat(closed).hasValue(1);
        assertThat(tracker.isTracking(ReportState.Scope.ALL)).isFalse();
        assertThat(tracker.reports().status(STRICT).state()).isEqualTo(State.OFF);
    }

    @Test
    @DisplayName("asks again if more is required while it asks")
    void moreRequired() {
        tracker.reports().require(ReportState.Scope.VERSIONS);
        AtomicReference<ChangeSubscriber> asking = new AtomicReference<>();
        RedisDriver requiring = (RedisDriver) Proxy.newProxyInstance(
                RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                    if (attempts.incrementAndGet() == 1) {
                        tracker.reports().require(ReportState.Scope.ALL);
                        Objects.requireNonNull(asking.get()).subscribe(tracker);
                    }
                    return new Subscription();
                });
        try (ChangeSubscriber subscriber = new ChangeSubscriber(requiring, PATIENCE)) {
            asking.set(subscriber);
            subscriber.subscribe(tracker);
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> tracker.isTracking(ReportState.Scope.ALL));
        }
        assertThat(attempts).hasValue(2);
        assertThat(closed).hasValue(2);
    }

    @Test
    @DisplayName("says why a server refuses")
    void refused() {
        lastingFailure = refusal("no right to call CLIENT");
        try (ChangeSubscriber subscriber = new ChangeSubscriber(driver, PATIENCE)) {
            tracker.reports().require(ReportState.Scope.ALL);
            subscriber.subscribe(tracker);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> tracker.reports().status(STRICT).state() == State.REFUSED);
            assertThat(tracker.reports().status(STRICT).reason()).contains("no right to call CLIENT");
            assertThat(tracker.isTracking(ReportState.Scope.ALL)).isFalse();
        }
    }

    @Test
    @DisplayName("asks again soon after a refusal, however often receivers have asked in the meantime")
    void refusedOften() {
        lastingFailure = refusal("no right to call CLIENT");
        try (ChangeSubscriber subscriber = new ChangeSubscriber(driver, PATIENCE)) {
            tracker.reports().require(ReportState.Scope.ALL);
            for (int i = 0; i < 10; i++) {
                int before = attempts.get();
                subscriber.subscribe(tracker);
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(1))
                        .atMost(PATIENCE)
                        .until(() -> attempts.get() > before);
            }
            int asked = attempts.get();
            // The pause would be a minute if it had been doubled each time.
            Awaitility.await().atMost(PATIENCE).until(() -> attempts.get() > asked);
        }
    }

    @Test
    @DisplayName("keeps reports that work again though the server has just refused them")
    void rearmed() {
        RedisDriver rearming = (RedisDriver) Proxy.newProxyInstance(
                RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                    boolean isMessages = method.getName().equals("subscribe");
                    if ((isMessages ? messageAttempts : attempts).incrementAndGet() > 1) {
                        isArmed.set(true);
                        throw refusal("a moment ago");
                    }
                    return new Subscription();
                });
        try (ChangeSubscriber subscriber = new ChangeSubscriber(rearming, PATIENCE)) {
            tracker.reports().require(ReportState.Scope.ALL);
            tracker.allowMessages();
            subscriber.subscribe(tracker);
            Awaitility.await().atMost(PATIENCE).until(() -> tracker.isTracking(ReportState.Scope.ALL));
            isArmed.set(false);
            subscriber.subscribe(tracker);
            Awaitility.await().atMost(PATIENCE).until(() -> attempts.get() == 2);
            RegionChangeTracker another = new RegionChangeTracker(new RegionKeys("other:", "names"));
            another.reports().require(ReportState.Scope.ALL);
            subscriber.subscribe(another);
            Awaitility.await().atMost(PATIENCE).until(() -> attempts.get() > 2); // so the first one is done with
            assertThat(messageAttempts).hasValue(0);
            assertThat(tracker.reports().status(STRICT).state()).isEqualTo(State.ACTIVE);
        }
    }

    private static Throwable refusal(String reason) {
        return DriverException.notExecuted(Kind.ACCESS_DENIED, reason, null);
    }

    @Test
    @DisplayName("falls back to messages where they are allowed, and ends them once the server reports changes")
    void messages() {
        failures.add(refusal("may not track"));
        lastingFailure = refusal("may still not track");
        messageFailures.addAll(List.of(DriverException.notExecuted(Kind.UNREACHABLE, "down", null)));
        try (ChangeSubscriber subscriber = new ChangeSubscriber(driver, PATIENCE)) {
            tracker.reports().require(ReportState.Scope.ALL);
            tracker.allowMessages();
            subscriber.subscribe(tracker);
            Awaitility.await().atMost(PATIENCE).until(() -> tracker.isTracking(MESSAGING));
            assertThat(tracker.reports().status(MESSAGING).state()).isEqualTo(State.MESSAGES);
            assertThat(tracker.reports().status(MESSAGING).reason()).contains("may still not track");
            assertThat(messageAttempts).hasValue(2); // the first failed, and the next attempt came within seconds

            int before = attempts.get();
            subscriber.subscribe(tracker); // as another Region object does it
            Awaitility.await().atMost(PATIENCE).until(() -> attempts.get() >= before + 2); // the second one by itself
            assertThat(tracker.reports().status(MESSAGING).state()).isEqualTo(State.MESSAGES);

            lastingFailure = null;
            subscriber.subscribe(tracker);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> tracker.reports().status(STRICT).state() == State.ACTIVE);
            assertThat(messageAttempts).hasValue(2);
            assertThat(closed).hasValue(1);
        }
        assertThat(closed).hasValue(2);
    }

    @Test
    @DisplayName("says that messages are refused too")
    void messagesRefused() {
        lastingFailure = refusal("may not track");
        lastingMessageFailure = refusal("may not subscribe");
        try (ChangeSubscriber subscriber = new ChangeSubscriber(driver, PATIENCE)) {
            tracker.reports().require(ReportState.Scope.ALL);
            tracker.allowMessages();
            subscriber.subscribe(tracker);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(tracker.reports().status(MESSAGING))
                            .isEqualTo(new ReportState.Status(
                                    State.REFUSED,
                                    "may not track; messages of other processes (SUBSCRIBE region:names!:changes): may"
                                            + " not subscribe")));
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
        assertThat(tracker.isTracking(ReportState.Scope.ALL)).isFalse();
    }
}
