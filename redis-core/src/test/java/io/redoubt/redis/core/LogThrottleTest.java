package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A log throttle")
final class LogThrottleTest {

    private final AtomicLong clock = new AtomicLong();
    private final List<String> lines = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -500_000_000, 77, Long.MAX_VALUE, Long.MAX_VALUE - 500_000_000, Long.MIN_VALUE})
    @DisplayName("lets one line a second pass, and then tells how many it left out, wherever the clock stands or wraps")
    void oneASecond(long start) {
        clock.set(start);
        LogThrottle throttle = new LogThrottle(clock::get);

        pass(throttle, 3);
        clock.addAndGet(999_999_999);
        pass(throttle, 1);
        clock.addAndGet(1);
        pass(throttle, 2);
        clock.addAndGet(5_000_000_000L);
        pass(throttle, 1);
        clock.addAndGet(1_000_000_000L);
        pass(throttle, 1);

        assertThat(lines)
                .containsExactly(
                        "",
                        " (and 3 more like it since the last line)",
                        " (and 1 more like it since the last line)",
                        "");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE, Long.MAX_VALUE - 500_000_000, Long.MIN_VALUE})
    @DisplayName("lets a burst pass, then one line a second, and another burst after as many seconds")
    void burst(long start) {
        clock.set(start);
        LogThrottle throttle = new LogThrottle(clock::get, 3);

        pass(throttle, 5);
        assertThat(lines).containsExactly("", "", "");
        clock.addAndGet(1_000_000_000L);
        pass(throttle, 2);
        assertThat(lines).hasSize(4).endsWith(" (and 2 more like it since the last line)");
        clock.addAndGet(60_000_000_000L);
        pass(throttle, 4);
        assertThat(lines).hasSize(7);
    }

    @Test
    @DisplayName("counts every line, whichever thread wrote it")
    void threads() throws InterruptedException {
        LogThrottle throttle = new LogThrottle(clock::get);
        List<String> passed = Collections.synchronizedList(lines);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (int n = 0; n < 1000; n++) {
                    throttle.pass(passed::add);
                }
            });
            thread.start();
            threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        clock.set(1_000_000_000L);
        pass(throttle, 1);

        // The first line may already report lines that were suppressed while it was being written.
        assertThat(lines).hasSize(2);
        assertThat(lines.stream().mapToInt(LogThrottleTest::leftOut).sum()).isEqualTo(3999);
    }

    private static int leftOut(String line) {
        String digits = line.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    private void pass(LogThrottle throttle, int times) {
        for (int i = 0; i < times; i++) {
            throttle.pass(lines::add);
        }
    }
}
