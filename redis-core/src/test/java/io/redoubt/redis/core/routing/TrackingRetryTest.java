package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.ReconnectSettings;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The timer of the next attempt to track")
final class TrackingRetryTest {

    private final BackgroundScheduler scheduler = new BackgroundScheduler();
    private final CountDownLatch attempts = new CountDownLatch(1);
    private final TrackingRetry retry = new TrackingRetry(scheduler, ReconnectSettings.forEver(), attempts::countDown);

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    @DisplayName("makes up for an attempt for which there was no memory, also if its pause could not be chosen")
    void noMemory() throws Exception {
        OutOfMemoryError planted = new OutOfMemoryError("planted");
        Supplier<Duration> noPause = () -> {
            throw planted;
        };
        assertThatThrownBy(() -> retry.schedule(noPause)).isSameAs(planted);
        retry.scheduleIfLost();
        assertThat(attempts.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName(
            "schedules nothing while no attempt is lost, and a lost one no earlier than a router tells of a change")
    void lost() throws Exception {
        retry.scheduleIfLost();
        retry.markLost();
        long start = System.nanoTime();
        retry.scheduleIfLost();
        assertThat(attempts.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
}
