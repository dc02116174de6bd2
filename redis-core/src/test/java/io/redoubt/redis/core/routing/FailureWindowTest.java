package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.BreakerSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Failures are too many")
final class FailureWindowTest {

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000);

    @Test
    @DisplayName("when so many calls in a row have failed, and not one less")
    void inARow() {
        FailureWindow window = window(5, BreakerSettings.NEVER, 100);

        for (int i = 0; i < 4; i++) {
            assertThat(window.recordFailure()).isFalse();
        }
        window.recordReply();
        for (int i = 0; i < 4; i++) {
            assertThat(window.recordFailure()).isFalse();
        }
        assertThat(window.recordFailure()).isTrue();
    }

    @Test
    @DisplayName("when they are so large a share of enough calls")
    void share() {
        FailureWindow window = window(BreakerSettings.NEVER, 20, 50);

        for (int i = 0; i < 9; i++) {
            window.recordReply();
            assertThat(window.recordFailure()).isFalse();
        }
        window.recordReply();
        assertThat(window.recordFailure()).as("10 of 20").isTrue();
    }

    @Test
    @DisplayName("not when they are few among many")
    void few() {
        FailureWindow window = window(BreakerSettings.NEVER, 20, 50);

        for (int i = 0; i < 100; i++) {
            window.recordReply();
            window.recordReply();
            assertThat(window.recordFailure()).isFalse();
        }
    }

    @Test
    @DisplayName("not for what happened before the window")
    void old() {
        FailureWindow window = window(BreakerSettings.NEVER, 20, 50);
        for (int i = 0; i < 19; i++) {
            assertThat(window.recordFailure()).isFalse();
        }

        nanoTime.addAndGet(Duration.ofSeconds(10).toNanos() + 1);

        for (int i = 0; i < 19; i++) {
            assertThat(window.recordFailure()).isFalse();
        }
        assertThat(window.recordFailure()).isTrue();
    }

    private FailureWindow window(int consecutiveFailures, int minimum, int percent) {
        return new FailureWindow(
                new BreakerSettings(
                        consecutiveFailures, minimum, percent, Duration.ofSeconds(10), Duration.ofMillis(50)),
                nanoTime::get);
    }
}
