package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tracking on the masters")
final class TrackingMultiplexerTest {

    /** Delay that is never reached, so that only the test itself triggers retries. */
    private static final Duration NEVER_IN_TEST = Duration.ofMinutes(1);

    private final DriverContext context = DriverContext.of(
            RedisSettings.builder()
                    .reconnect(new ReconnectSettings(
                            NEVER_IN_TEST, NEVER_IN_TEST, NEVER_IN_TEST, ReconnectSettings.UNLIMITED))
                    .build(),
            System::nanoTime);
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

    private TrackingSubscription track() {
        TrackingListener nothing = new TrackingListener() {
            @Override
            public void onInvalidate(List<byte[]> keys) {}

            @Override
            public void onGap() {}
        };
        return multiplexer.register(
                List.of("p".getBytes(StandardCharsets.US_ASCII)),
                nothing,
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
