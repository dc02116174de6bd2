package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The system's clock")
final class SystemClockTest {

    @Test
    @DisplayName("never goes back")
    void monotonic() {
        LongSupplier clock = SystemClock.nanoTime();
        long before = clock.getAsLong();

        assertThat(clock.getAsLong() - before).isNotNegative();
    }
}
