package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.support.DaemonThreads;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    @ParameterizedTest
    @MethodSource("errors")
    @DisplayName("runs also if no thread could be started for it when it was due")
    void noThread(Error error) throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        CountDownLatch done = new CountDownLatch(1);
        ThreadFactory workers = task -> {
            if (failures.getAndDecrement() > 0) {
                throw error;
            }
            return DaemonThreads.named("scheduler-test-worker").newThread(task);
        };
        try (BackgroundScheduler scheduler = new BackgroundScheduler(DaemonThreads.named("scheduler-test"), workers)) {
            scheduler.schedule(Duration.ofMillis(1), done::countDown);
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(failures).hasNegativeValue();
    }

    static Stream<Error> errors() {
        return Stream.of(new OutOfMemoryError("planted"), new InternalError("planted"));
    }

    @Test
    @DisplayName("and must not be lost runs once, also if there was no thread for the timer at first")
    void lasting() throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        ThreadFactory timers = task -> {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("planted");
            }
            return DaemonThreads.named("scheduler-test").newThread(task);
        };
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch both = new CountDownLatch(2);
        Runnable work = () -> {
            runs.incrementAndGet();
            both.countDown();
        };
        try (BackgroundScheduler scheduler =
                new BackgroundScheduler(timers, DaemonThreads.named("scheduler-test-worker"))) {
            for (int i = 0; i < 2; i++) {
                scheduler.schedule(() -> Duration.ofMillis(1), new BackgroundScheduler.LastingTask(work));
            }
            scheduler.scheduleKept();
            assertThat(failures).as("threads that were tried").hasNegativeValue();
            scheduler.scheduleKept();
            assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
            CountDownLatch later = new CountDownLatch(1);
            scheduler.schedule(Duration.ofMillis(20), later::countDown);
            assertThat(later.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(runs).hasValue(2);
    }

    @Test
    @DisplayName("is dropped at the close if no thread can be started for it")
    void neverAThread() throws Exception {
        CountDownLatch tried = new CountDownLatch(2);
        AtomicReference<Thread> timer = new AtomicReference<>();
        ThreadFactory timers = task -> {
            Thread thread = DaemonThreads.named("scheduler-test").newThread(task);
            timer.set(thread);
            return thread;
        };
        ThreadFactory workers = task -> {
            tried.countDown();
            throw new InternalError("planted");
        };
        try (BackgroundScheduler scheduler = new BackgroundScheduler(timers, workers)) {
            scheduler.schedule(Duration.ofMillis(1), () -> {});
            assertThat(tried.await(30, TimeUnit.SECONDS)).isTrue();
        }
        Thread ended = Objects.requireNonNull(timer.get());
        ended.join(30_000);
        assertThat(ended.isAlive()).isFalse();
    }
}
