package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A task that is scheduled for later")
final class BackgroundSchedulerTest {

    private static final int TASKS = 20_000;
    private static final int MAX_DELAY_NANOS = 100_000;

    @Test
    @DisplayName("either runs or is cancelled, also if it is cancelled at the moment at which it is due")
    void cancelledWhenDue() {
        Random random = new Random(20_261_128);
        AtomicInteger run = new AtomicInteger();
        int cancelled = 0;
        try (BackgroundScheduler scheduler = new BackgroundScheduler()) {
            for (int i = 0; i < TASKS; i++) {
                Duration delay = Duration.ofNanos(random.nextInt(MAX_DELAY_NANOS));
                BackgroundScheduler.ScheduledTask task =
                        Objects.requireNonNull(scheduler.schedule(delay, run::incrementAndGet));
                long until = System.nanoTime() + random.nextInt(2 * MAX_DELAY_NANOS);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                cancelled += task.cancel() ? 1 : 0;
            }
            long patience = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (run.get() + cancelled < TASKS && System.nanoTime() < patience) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(run.get() + cancelled).isEqualTo(TASKS);
        }
    }
}
