package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PushMessageListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tracking on the masters")
final class TrackingMultiplexerTest {

    /** Delay that is never reached, so that only the test itself triggers retries. */
    private static final Duration NEVER_IN_TEST = Duration.ofMinutes(1);

    private static final int MAX_REPLY_BYTES = 1 << 20;
    private static final List<byte[]> PREFIXES = List.of("p".getBytes(StandardCharsets.US_ASCII));
    private static final TrackingListener NOTHING = new RecordedGaps(new LinkedBlockingQueue<>());

    private final AtomicLong moved = new AtomicLong();
    private final DriverContext context = DriverContext.of(
            RedisSettings.builder()
                    .maxReplyBytes(MAX_REPLY_BYTES)
                    .reconnect(new ReconnectSettings(
                            NEVER_IN_TEST, NEVER_IN_TEST, NEVER_IN_TEST, ReconnectSettings.UNLIMITED))
                    .build(),
            () -> System.nanoTime() + moved.get());
    private final FakeRouter router = new FakeRouter(context);
    private final TrackingMultiplexer multiplexer = new TrackingMultiplexer(router, context);

    @AfterEach
    void close() {
        multiplexer.close();
        context.scheduler().close();
        context.events().close();
    }

    @Test
    @DisplayName("is not armed from a change of the masters on, until the new ones were asked")
    void mastersChange() {
        TrackingSubscription tracking = track();
        assertThat(tracking.armed()).isTrue();

        router.failure = ServerHandle.notExecuted(Kind.TIMEOUT, "not yet");
        router.changeMasters();
        assertThat(tracking.armed()).isFalse();

        router.failure = null;
        router.changeMasters();
        // The gaps are reported on a separate thread.
        await(tracking);
    }

    @Test
    @DisplayName("is not armed from before the first command can go to another server, whoever connects meanwhile")
    void gapBeforeChange() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        TrackingSubscription tracking = track(new RecordedGaps(events));
        AtomicLong served = new AtomicLong();
        router.onMastersAsked = served::incrementAndGet;
        router.changes.make(() -> {
            assertThat(tracking.armed()).isFalse();
            assertThat(poll(events)).isEqualTo("gap");
            // The notification of an earlier change leads to the servers of before.
            router.changes.notifyListeners();
            awaitUntil(() -> served.get() > 0);
            assertThat(track().armed()).isFalse(); // waits until the others have connected
            assertThat(tracking.armed()).isFalse();
        });
        assertThat(tracking.armed()).isFalse();
        router.changes.notifyListeners();
        await(tracking);
        assertThat(poll(events)).isEqualTo("gap");
    }

    @Test
    @DisplayName("is armed again though nobody was told of the end of a change")
    void lostNotification() {
        DriverContext quick = DriverContext.of(
                RedisSettings.builder()
                        .reconnect(new ReconnectSettings(
                                Duration.ofMillis(1), NEVER_IN_TEST, NEVER_IN_TEST, ReconnectSettings.UNLIMITED))
                        .build(),
                System::nanoTime);
        FakeRouter quickRouter = new FakeRouter(quick);
        try (TrackingMultiplexer other = new TrackingMultiplexer(quickRouter, quick)) {
            TrackingSubscription tracking = other.register(PREFIXES, NOTHING, patient());
            quickRouter.changes.make(() -> {});
            assertThat(tracking.armed()).isFalse();
            await(tracking);
        } finally {
            quick.scheduler().close();
            quick.events().close();
        }
    }

    @Test
    @DisplayName("is begun anew by the next one after the last one went, also if closing its connections failed")
    void closingFails() {
        TrackingSubscription first = track();
        router.clients.forEach(client -> client.closingError = new NoClassDefFoundError("planted"));
        first.close();
        router.clients.forEach(client -> client.closingError = null);
        assertThat(router.clients)
                .allSatisfy(client -> assertThat(client.closedSubscriptions).hasValue(1));

        TrackingSubscription second = track();
        assertThat(router.clients)
                .allSatisfy(client -> assertThat(client.listenAttempts).hasValue(2));
        assertThat(second.armed()).isTrue();
        router.clients.forEach(client -> client.closingError = new NoClassDefFoundError("planted"));
        multiplexer.close();
        router.clients.forEach(client -> client.closingError = null);
        assertThat(router.clients)
                .allSatisfy(client -> assertThat(client.closedSubscriptions).hasValue(2));
        assertThat(second.armed()).isFalse();
    }

    @Test
    @DisplayName("cannot begin while a connection that others share is lost or refused, and the failure says which")
    void sharedConnectionDown() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        TrackingSubscription first = track(new RecordedGaps(events));
        DriverException down = DriverException.notExecuted(Kind.UNREACHABLE, "down", null);
        router.clients.get(0).refusal = down;
        router.sinks.get(0).ended(down);
        assertThat(first.armed()).isFalse();
        assertThatThrownBy(this::track)
                .isInstanceOfSatisfying(
                        DriverException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
        assertThat(poll(events)).isEqualTo("gap");
        assertThat(router.clients.get(1).closedSubscriptions).hasValue(0);
    }

    @Test
    @DisplayName("tells a listener what a server refuses: a connection after a loss, and the first one after a change")
    void refused() throws Exception {
        DriverContext quick = DriverContext.of(
                RedisSettings.builder()
                        .reconnect(new ReconnectSettings(
                                Duration.ofMillis(1),
                                Duration.ofMinutes(1),
                                Duration.ofMillis(1),
                                ReconnectSettings.UNLIMITED))
                        .build(),
                System::nanoTime);
        FakeRouter quickRouter = new FakeRouter(quick);
        try (TrackingMultiplexer other = new TrackingMultiplexer(quickRouter, quick)) {
            BlockingQueue<String> events = new LinkedBlockingQueue<>();
            TrackingSubscription tracking = other.register(PREFIXES, new RecordedGaps(events), patient());
            FakeNodeClient refusing = quickRouter.clients.get(0);
            DriverException refusal = DriverException.notExecuted(Kind.ACCESS_DENIED, "may not track", null);
            refusing.refusal = refusal;
            quickRouter.sinks.get(0).ended(DriverException.notExecuted(Kind.CONNECTION_LOST, "lost", null));
            assertThat(poll(events)).isEqualTo("gap");
            assertThat(poll(events)).isEqualTo("refused: may not track");
            assertThatThrownBy(() -> other.register(PREFIXES, NOTHING, patient()))
                    .isInstanceOfSatisfying(
                            DriverException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ACCESS_DENIED))
                    .hasMessage("may not track");
            // As often as in the loop of a reconnection without pauses that grow, it would be a thousand times.
            Thread.sleep(1_000);
            assertThat(refusing.listenAttempts.get()).isLessThan(300);
            refusing.refusal = null;
            await(tracking);
            events.clear();

            quickRouter.clients.forEach(client -> client.refusal = refusal);
            quickRouter.renewAll();
            assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo("gap");
            awaitUntil(() -> "refused: may not track".equals(events.poll()));
            int before = refusing.listenAttempts.get();
            Thread.sleep(1_000);
            assertThat(refusing.listenAttempts.get() - before).isLessThan(300);
            assertThat(tracking.armed()).isFalse();
            quickRouter.clients.forEach(client -> client.refusal = null);
            await(tracking);
        } finally {
            quick.scheduler().close();
            quick.events().close();
        }
    }

    @Test
    @DisplayName("can be armed again for the next one, where the last one went while the new masters were not known")
    void closedDuringChange() {
        TrackingSubscription first = track();
        router.failure = ServerHandle.notExecuted(Kind.TIMEOUT, "not yet");
        router.changeMasters();
        first.close();
        router.changeMasters();

        router.failure = null;
        assertThat(track().armed()).isTrue();
    }

    @Test
    @DisplayName("reports unknown changes after an invalidation that could not be passed on")
    void lostInvalidation() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        TrackingSubscription tracking = track(new TrackingListener() {
            @Override
            public void onInvalidate(List<byte[]> keys) {
                events.add("keys");
            }

            @Override
            public void onUnknownChanges() {
                events.add("unknown");
            }

            @Override
            public void onGap() {
                events.add("gap");
            }
        });
        assertThat(tracking.armed()).isTrue();
        List<byte[]> withoutMemory = new AbstractList<>() {
            @Override
            public byte[] get(int index) {
                throw new OutOfMemoryError("planted");
            }

            @Override
            public int size() {
                return 1;
            }
        };
        assertThatThrownBy(() -> router.sinks.get(0).invalidated(withoutMemory)).isInstanceOf(OutOfMemoryError.class);
        assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo("unknown");
        await(tracking);
    }

    @Test
    @DisplayName("reports unknown changes instead of keys that are too large to wait for a slow listener")
    void slowListener() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        CountDownLatch free = new CountDownLatch(1);
        track(new TrackingListener() {
            @Override
            public void onInvalidate(List<byte[]> keys) {
                events.add("keys");
                awaitQuietly(free);
            }

            @Override
            public void onUnknownChanges() {
                events.add("unknown");
            }

            @Override
            public void onGap() {
                events.add("gap");
            }
        });
        PushMessageListener sink = router.sinks.get(0);
        byte[] large = new byte[MAX_REPLY_BYTES / 2];
        large[0] = 'p';
        sink.invalidated(List.of(large)); // is being delivered
        assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo("keys");
        sink.invalidated(List.of(large));
        sink.invalidated(List.of(large)); // would be too much
        free.countDown();
        assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo("keys");
        assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo("unknown");
        sink.invalidated(List.of(large));
        assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo("keys");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("says how long ago the master that has been silent longest answered")
    void silence() {
        TrackingSubscription tracking = track();
        moved.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(tracking.sinceHeartbeat())
                .hasValueSatisfying(since -> assertThat(since).isGreaterThanOrEqualTo(Duration.ofHours(1)));

        router.sinks.forEach(PushMessageListener::received);
        assertThat(tracking.sinceHeartbeat())
                .hasValueSatisfying(since -> assertThat(since).isLessThan(Duration.ofHours(1)));

        moved.addAndGet(Duration.ofHours(1).toNanos());
        router.sinks.get(0).received();
        assertThat(tracking.sinceHeartbeat())
                .hasValueSatisfying(since -> assertThat(since).isGreaterThanOrEqualTo(Duration.ofHours(1)));

        tracking.close();
        assertThat(tracking.sinceHeartbeat()).isEmpty();
    }

    private TrackingSubscription track() {
        return track(NOTHING);
    }

    private TrackingSubscription track(TrackingListener listener) {
        return multiplexer.register(PREFIXES, listener, patient());
    }

    private static Deadline patient() {
        return Deadline.after(Duration.ofSeconds(30), System::nanoTime);
    }

    private static void await(TrackingSubscription tracking) {
        awaitUntil(tracking::armed);
    }

    private static void awaitUntil(BooleanSupplier condition) {
        Deadline limit = patient();
        while (!condition.getAsBoolean()) {
            assertThat(limit.passed()).as("hangs").isFalse();
            Thread.onSpinWait();
        }
    }

    private static @Nullable String poll(BlockingQueue<String> events) {
        try {
            return events.poll(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Listener that records gaps and refusals. */
    private record RecordedGaps(BlockingQueue<String> events) implements TrackingListener {

        @Override
        public void onInvalidate(List<byte[]> keys) {}

        @Override
        public void onGap() {
            events.add("gap");
        }

        @Override
        public void onRefused(String reason) {
            events.add("refused: " + reason);
        }
    }
}
