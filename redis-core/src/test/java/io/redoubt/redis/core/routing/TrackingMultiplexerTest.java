package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.spi.Deadline;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tracking on the masters")
final class TrackingMultiplexerTest {

    /** Delay that is never reached, so that only the test itself triggers retries. */
    private static final Duration NEVER_IN_TEST = Duration.ofMinutes(1);

    private static final int MAX_REPLY_BYTES = 1 << 20;

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
        TrackingListener nothing = new TrackingListener() {
            @Override
            public void onInvalidate(List<byte[]> keys) {}

            @Override
            public void onGap() {}
        };
        return track(nothing);
    }

    private TrackingSubscription track(TrackingListener listener) {
        return multiplexer.register(
                List.of("p".getBytes(StandardCharsets.US_ASCII)),
                listener,
                Deadline.after(Duration.ofSeconds(30), System::nanoTime));
    }

    private static void await(TrackingSubscription tracking) {
        Deadline limit = Deadline.after(Duration.ofSeconds(30), System::nanoTime);
        while (!tracking.armed()) {
            assertThat(limit.passed()).as("hangs").isFalse();
            Thread.onSpinWait();
        }
    }
}
