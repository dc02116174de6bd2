package io.redoubt.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.redoubt.redis.core.embedded.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A manual clock")
final class ManualClockTest {

    private final ManualClock clock = ManualClock.startingAt(Instant.parse("2030-01-01T00:00:00Z"));
    private final List<Ticker> tickers = new ArrayList<>();

    @AfterEach
    void endThreads() throws InterruptedException {
        for (Ticker ticker : tickers) {
            ticker.thread.interrupt();
            ticker.thread.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(ticker.thread.isAlive()).isFalse();
        }
    }

    @Test
    @DisplayName("stands still until it is moved, and shows the same time as a java.time.Clock")
    void moves() {
        Clock view = clock.asClock().withZone(ZoneId.of("Asia/Tokyo"));
        assertThat(clock.instant()).isEqualTo("2030-01-01T00:00:00Z");
        clock.advance(Duration.ofMinutes(1));
        clock.jump(Duration.ofMillis(5));
        assertThat(clock.instant()).isEqualTo("2030-01-01T00:01:00.005Z");
        assertThat(view.instant()).isEqualTo(clock.instant());
        assertThat(view.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    }

    @Test
    @DisplayName("does not go back")
    void back() {
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> clock.jump(Duration.ofNanos(-1)));
    }

    @Test
    @DisplayName("advances by way of every time for which threads wait, and returns when they have done their work")
    void advances() {
        Ticker everyThree = ticker(3);
        Ticker everyFive = ticker(5);
        clock.advance(Duration.ofSeconds(10));
        assertThat(everyThree.seconds()).containsExactly(3L, 6L, 9L);
        assertThat(everyFive.seconds()).containsExactly(5L, 10L);
    }

    @Test
    @DisplayName("jumps at once: a thread that waited finds the later time, and has noticed it when the jump returns")
    void jumps() {
        Ticker everyThree = ticker(3);
        clock.jump(Duration.ofSeconds(10));
        assertThat(everyThree.seconds()).containsExactly(10L);
    }

    @Test
    @DisplayName("waits for an announced thread that has not reached its first wait")
    void announced() {
        for (int i = 0; i < 100; i++) {
            Ticker ticker = ticker(1);
            clock.advance(Duration.ofSeconds(1));
            assertThat(ticker.seconds()).hasSize(1);
            ticker.thread.interrupt();
        }
    }

    @Test
    @DisplayName("refuses to move while a background thread is at work, naming it")
    void busy() throws InterruptedException {
        ManualClock impatient = ManualClock.withPatience(Duration.ofMillis(200));
        CountDownLatch end = new CountDownLatch(1);
        Thread stuck = new Thread(() -> awaitQuietly(end), "stuck-loader");
        impatient.monotonic().announce(stuck);
        stuck.start();
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> impatient.advance(Duration.ofSeconds(1)))
                    .withMessageContaining("thread stuck-loader is still at work");
            assertThat(impatient.instant()).isEqualTo("2030-01-01T00:00:00Z");
        } finally {
            end.countDown();
            stuck.join();
        }
        impatient.advance(Duration.ofSeconds(1)); // an ended thread is not waited for
        assertThat(impatient.instant()).isEqualTo("2030-01-01T00:00:01Z");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Ticker ticker(int seconds) {
        Ticker ticker = new Ticker(clock.monotonic(), seconds);
        tickers.add(ticker);
        clock.monotonic().announce(ticker.thread);
        ticker.thread.start();
        return ticker;
    }

    /** Thread that records the time at the end of each of its waits. */
    private static final class Ticker {

        private final MonotonicClock clock;
        private final long nanos;
        private final Thread thread = new Thread(this::run, "test-ticker");
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final List<Long> seconds = new ArrayList<>();

        Ticker(MonotonicClock clock, int seconds) {
            this.clock = clock;
            this.nanos = Duration.ofSeconds(seconds).toNanos();
        }

        List<Long> seconds() {
            lock.lock();
            try {
                return List.copyOf(seconds);
            } finally {
                lock.unlock();
            }
        }

        private void run() {
            lock.lock();
            try {
                long due = clock.getAsLong() + nanos;
                while (true) {
                    while (due - clock.getAsLong() > 0) {
                        clock.await(lock, changed, due - clock.getAsLong());
                    }
                    seconds.add(TimeUnit.NANOSECONDS.toSeconds(clock.getAsLong()));
                    due = clock.getAsLong() + nanos;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the end
            } finally {
                lock.unlock();
            }
        }
    }
}
