package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.Tracking;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tracking on the masters")
final class TrackingHubTest {

    /** Nothing is tried again while a test runs, unless the test does it. */
    private static final Duration NOT_SOON = Duration.ofMinutes(1);

    private final Surroundings surroundings = Surroundings.of(
            RedisSettings.builder()
                    .reconnect(new ReconnectSettings(NOT_SOON, NOT_SOON, NOT_SOON, ReconnectSettings.UNLIMITED))
                    .build(),
            System::nanoTime);
    private final ScriptedRoutes routes = new ScriptedRoutes(surroundings);
    private final TrackingHub hub = new TrackingHub(routes, surroundings);

    @AfterEach
    void close() {
        hub.close();
        surroundings.background().close();
        surroundings.events().close();
    }

    @Test
    @DisplayName("is not armed from a change of the masters on, until the new ones were asked")
    void mastersChange() {
        Tracking tracking = track();
        assertThat(tracking.armed()).isTrue();

        routes.unknown = Server.notExecuted(Kind.TIMEOUT, "not yet");
        routes.change();
        assertThat(tracking.armed()).isFalse();

        routes.unknown = null;
        routes.change();
        // The gaps are told on a thread of their own.
        await(tracking);
    }

    @Test
    @DisplayName("can be armed again for the next one, where the last one went while the new masters were not known")
    void goneMeanwhile() {
        Tracking first = track();
        routes.unknown = Server.notExecuted(Kind.TIMEOUT, "not yet");
        routes.change();
        first.close();
        routes.change();

        routes.unknown = null;
        assertThat(track().armed()).isTrue();
    }

    private Tracking track() {
        TrackingListener nothing = new TrackingListener() {
            @Override
            public void onInvalidate(List<byte[]> keys) {}

            @Override
            public void onGap() {}
        };
        return hub.track(
                List.of("p".getBytes(StandardCharsets.US_ASCII)),
                nothing,
                Deadline.after(Duration.ofSeconds(30), System::nanoTime));
    }

    private static void await(Tracking tracking) {
        Deadline hang = Deadline.after(Duration.ofSeconds(30), System::nanoTime);
        while (!tracking.armed()) {
            assertThat(hang.passed()).as("hangs").isFalse();
            Thread.onSpinWait();
        }
    }
}
