package io.redoubt.cache.internal.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.cache.internal.near.ReportState.Origin;
import io.redoubt.cache.internal.near.ReportState.Scope;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.SubscriptionListener;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.tck.log.CapturedLog;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Reports that a server refuses later, though it made them before,")
final class LaterRefusalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final NearCacheSettings STRICT = NearCacheSettings.maxEntries(10);
    private static final NearCacheSettings MESSAGING = STRICT.messagesIfTrackingRefused();

    private final AtomicLong moved = new AtomicLong();
    private final AtomicBoolean isWithoutMemory = new AtomicBoolean();
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile @Nullable DriverException refusal;
    private final AtomicReference<@Nullable TrackingListener> listener = new AtomicReference<>();
    private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();

    private final RedisDriver driver = (RedisDriver) Proxy.newProxyInstance(
            RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("track")) {
                    attempts.incrementAndGet();
                    DriverException refused = refusal;
                    if (refused != null) {
                        throw refused;
                    }
                    listener.set((TrackingListener) arguments[1]);
                    subscription.set(new Subscription());
                    return subscription.get();
                }
                assertThat(method.getName()).isEqualTo("subscribe");
                return new Subscription();
            });

    /** Clock that the test moves, and without memory for a thread whenever the test says so. */
    private final MonotonicClock clock = new MonotonicClock() {
        @Override
        public long getAsLong() {
            return System.nanoTime() + moved.get();
        }

        @Override
        public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
            long until = getAsLong() + nanos;
            boolean isSignalled = false;
            while (!isSignalled && getAsLong() < until) {
                isSignalled = condition.awaitNanos(Duration.ofMillis(5).toNanos()) > 0;
            }
        }

        @Override
        public void announce(Thread thread) {
            if (isWithoutMemory.get()) {
                throw new OutOfMemoryError("planted");
            }
        }
    };

    private final ChangeSubscriber subscriber = new ChangeSubscriber(driver, PATIENCE, clock);

    private static final class Subscription implements TrackingSubscription {

        private volatile boolean armed = true;
        private volatile boolean closed;

        @Override
        public boolean armed() {
            return armed && !closed;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Receiver that records nothing but the state of the reports. */
    private static final class Receiver implements ChangeReceiver {

        private final ReportState reports = new ReportState();
        private final boolean isMessaging;

        Receiver(boolean isMessaging) {
            this.isMessaging = isMessaging;
            reports.require(Scope.ALL);
        }

        @Override
        public ReportRequest request() {
            return new ReportRequest(
                    List.of(new byte[] {'p'}), started -> reports.start(started, Origin.SERVER, Scope.ALL, () -> {}));
        }

        @Override
        public @Nullable MessageRequest messages() {
            return isMessaging
                    ? new MessageRequest(
                            "names",
                            "channel",
                            nothing(),
                            started -> reports.start(started, Origin.MESSAGES, Scope.ALL, () -> {}))
                    : null;
        }

        private static SubscriptionListener nothing() {
            return new SubscriptionListener() {
                @Override
                public void onMessage(byte[] channel, byte[] message) {}

                @Override
                public void onGap() {}
            };
        }

        @Override
        public ReportState reports() {
            return reports;
        }

        @Override
        public void onInvalidate(List<byte[]> keys) {}

        @Override
        public void onGap() {}

        @Override
        public void close() {
            reports.close();
        }
    }

    @AfterEach
    void close() {
        subscriber.close();
    }

    private Receiver tracked(boolean isMessaging) {
        Receiver receiver = new Receiver(isMessaging);
        subscriber.subscribe(receiver);
        awaitState(receiver, MESSAGING, State.ACTIVE);
        return receiver;
    }

    private static void awaitState(Receiver receiver, NearCacheSettings settings, State state) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(receiver.reports.status(settings).state()).isEqualTo(state));
    }

    /** Lets the connection be lost, and the server refuse to open it again. */
    private void refuse() {
        refusal = DriverException.notExecuted(Kind.ACCESS_DENIED, "may not track any more", null);
        Objects.requireNonNull(subscription.get()).armed = false;
        notice();
    }

    private void notice() {
        Objects.requireNonNull(listener.get()).onRefused("may not track any more");
    }

    @Test
    @DisplayName("are replaced by messages, until the server makes them again")
    void messages() {
        Receiver receiver = tracked(true);
        Subscription first = Objects.requireNonNull(subscription.get());
        refuse();
        awaitState(receiver, MESSAGING, State.MESSAGES);
        assertThat(receiver.reports.status(MESSAGING).reason()).contains("may not track any more");
        assertThat(receiver.reports.status(STRICT).state()).isEqualTo(State.REFUSED);
        assertThat(first.closed).isTrue();

        refusal = null;
        moved.addAndGet(Duration.ofMinutes(1).toNanos());
        awaitState(receiver, STRICT, State.ACTIVE);

        // Nothing is left of the refusal.
        Objects.requireNonNull(subscription.get()).armed = false;
        assertThat(receiver.reports.status(STRICT).state()).isEqualTo(State.CONNECTING);
    }

    @Test
    @DisplayName("leave a near cache without messages off, which is logged once, until the server makes them again")
    void withoutMessages() {
        Receiver receiver = tracked(false);
        Subscription first = Objects.requireNonNull(subscription.get());
        try (CapturedLog log = CapturedLog.of("io.redoubt.cache.internal.near")) {
            refuse();
            awaitState(receiver, STRICT, State.REFUSED);
            assertThat(receiver.reports.status(STRICT).reason()).contains("may not track any more");
            assertThat(first.closed).isTrue(); // so the driver does not try again and again, too
            int before = attempts.get();
            moved.addAndGet(Duration.ofMinutes(1).toNanos());
            Awaitility.await().atMost(PATIENCE).until(() -> attempts.get() > before);
            refusal = null;
            moved.addAndGet(Duration.ofMinutes(1).toNanos());
            awaitState(receiver, STRICT, State.ACTIVE);
            Awaitility.await().atMost(PATIENCE).until(() -> log.lines().size() == 2);
            assertThat(log.lines().get(0)).contains("near caches are off", "may not track any more");
            assertThat(log.lines().get(1)).contains("near caches are in use");
        }
    }

    @Test
    @DisplayName("are asked for again after pauses that grow up to a minute")
    void pauses() {
        Receiver receiver = tracked(false);
        refuse();
        awaitState(receiver, STRICT, State.REFUSED);
        for (int i = 0; i < 8; i++) {
            int before = attempts.get();
            moved.addAndGet(Duration.ofMinutes(1).toNanos());
            Awaitility.await().atMost(PATIENCE).until(() -> attempts.get() > before);
        }
        int before = attempts.get();
        moved.addAndGet(Duration.ofSeconds(30).toNanos());
        Awaitility.await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        assertThat(attempts).hasValue(before);
    }

    @Test
    @DisplayName("are replaced later if there is no memory for it at first")
    void withoutMemory() {
        Receiver receiver = tracked(true);
        awaitNoThread();
        isWithoutMemory.set(true);
        refuse();
        assertThat(receiver.reports.isSubscriptionMissing()).isTrue(); // so a read asks again
        assertThat(receiver.reports.status(MESSAGING).state()).isEqualTo(State.CONNECTING);
        isWithoutMemory.set(false);
        notice(); // the driver's next attempt
        awaitState(receiver, MESSAGING, State.MESSAGES);
        assertThat(receiver.reports.isSubscriptionMissing()).isFalse();
    }

    @Test
    @DisplayName("are replaced after a read if there was no memory for it at first, and the driver does not try again")
    void askedByRead() {
        Receiver receiver = tracked(true);
        awaitNoThread();
        isWithoutMemory.set(true);
        refuse();
        isWithoutMemory.set(false);
        assertThat(receiver.reports.isSubscriptionMissing()).isTrue();
        subscriber.subscribe(receiver);
        awaitState(receiver, MESSAGING, State.MESSAGES);
    }

    private void awaitNoThread() {
        moved.addAndGet(Duration.ofMinutes(1).toNanos());
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("redoubt-near-tracking")));
    }

    @Test
    @DisplayName("are forgotten as the reason once the server makes some again, and more of them are asked for")
    void forgotten() {
        ReportState reports = new ReportState();
        reports.require(Scope.VERSIONS);
        reports.refused("may not track");
        assertThat(reports.status(STRICT)).isEqualTo(new ReportState.Status(State.REFUSED, "may not track"));
        reports.start(new Subscription(), Origin.SERVER, Scope.VERSIONS, () -> {});
        reports.require(Scope.ALL);
        assertThat(reports.status(STRICT).state()).isEqualTo(State.CONNECTING);
        assertThat(reports.status(STRICT).reason()).doesNotContain("may not track");
    }

    @Test
    @DisplayName("change nothing if they are made again before anybody looked, or if the cache is closed")
    void tooLate() {
        Receiver receiver = tracked(true);
        int before = attempts.get();
        notice();
        Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(attempts).hasValue(before);
        assertThat(receiver.reports.status(STRICT).state()).isEqualTo(State.ACTIVE);

        subscriber.close();
        refuse();
        receiver.reports.failed("may not track", true);
        assertThat(receiver.reports.status(STRICT)).isEqualTo(new ReportState.Status(State.OFF, "the cache is closed"));
    }
}
