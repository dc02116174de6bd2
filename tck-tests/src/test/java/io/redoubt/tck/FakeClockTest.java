package io.redoubt.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A fake clock")
class FakeClockTest {

    @Test
    @DisplayName("stands still until it is advanced, and then by exactly as much")
    void advances() {
        FakeClock clock = FakeClock.startingAt(-7);
        assertThat(clock.getAsLong()).isEqualTo(-7);
        clock.advance(Duration.ofNanos(10));
        assertThat(clock.getAsLong()).isEqualTo(3);
    }

    @Test
    @DisplayName("overflows within a second, which a comparison with < gets wrong and a difference gets right")
    void overflows() {
        FakeClock clock = FakeClock.aboutToOverflow();
        long deadline = clock.getAsLong() + Duration.ofSeconds(2).toNanos();
        assertThat(clock.getAsLong() < deadline).as("the wrong comparison").isFalse();
        assertThat(clock.getAsLong() - deadline < 0).isTrue();
        clock.advance(Duration.ofSeconds(3));
        assertThat(clock.getAsLong() - deadline < 0).isFalse();
    }

    @Test
    @DisplayName("crosses zero within a second")
    void crossesZero() {
        FakeClock clock = FakeClock.negative();
        assertThat(clock.getAsLong()).isNegative();
        clock.advance(Duration.ofSeconds(1));
        assertThat(clock.getAsLong()).isZero();
    }

    @Test
    @DisplayName("does not go back")
    void refusesToGoBack() {
        FakeClock clock = FakeClock.negative();
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(Duration.ofNanos(-1)));
    }
}
