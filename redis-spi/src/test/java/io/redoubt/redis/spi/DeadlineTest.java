package io.redoubt.redis.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A deadline")
final class DeadlineTest {

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -500, 123_456, Long.MAX_VALUE, Long.MAX_VALUE - 500, Long.MIN_VALUE})
    @DisplayName("passes after its duration, wherever the monotonic clock stands or wraps")
    void passes(long start) {
        AtomicLong clock = new AtomicLong(start);
        Deadline deadline = Deadline.after(Duration.ofNanos(1000), clock::get);

        assertThat(deadline.remainingNanos()).isEqualTo(1000);
        assertThat(deadline.passed()).isFalse();
        clock.addAndGet(999);
        assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(1));
        assertThat(deadline.passed()).isFalse();
        clock.addAndGet(1);
        assertThat(deadline.passed()).isTrue();
        assertThat(deadline.remaining()).isZero();
        clock.addAndGet(1);
        assertThat(deadline.passed()).isTrue();
        assertThat(deadline.remainingNanos()).isEqualTo(-1);
        assertThat(deadline.remaining()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "999999,1", "1000000,1", "1000001,2", "2000000,2", "0,0"})
    @DisplayName("rounds milliseconds up, so that who waits for them does not wake early")
    void milliseconds(long nanos, long millis) {
        assertThat(Deadline.after(Duration.ofNanos(nanos), () -> 5).remainingMillis())
                .isEqualTo(millis);
    }

    @Test
    @DisplayName("has no milliseconds left once it has passed")
    void noMilliseconds() {
        AtomicLong clock = new AtomicLong();
        Deadline deadline = Deadline.after(Duration.ofMillis(1), clock::get);
        clock.set(2_000_000_000);

        assertThat(deadline.remainingMillis()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT2562047788015215H30M7S", "P60000D", "P106751DT23H47M16.854775807S"})
    @DisplayName("of more than a century never passes in this one")
    void huge(Duration duration) {
        AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);
        Deadline deadline = Deadline.after(duration, clock::get);

        assertThat(deadline.passed()).isFalse();
        assertThat(deadline.remaining()).isGreaterThan(Duration.ofDays(36_500));
        assertThat(deadline.remainingMillis())
                .isGreaterThan(Duration.ofDays(36_500).toMillis());
        clock.addAndGet(Duration.ofDays(36_500).toNanos());
        assertThat(deadline.passed()).isFalse();
    }
}
