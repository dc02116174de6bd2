package io.redoubt.jedis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The estimate of a round trip")
final class RoundTripEstimateTest {

    private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RoundTripEstimate estimate = new RoundTripEstimate();

    @Test
    @DisplayName("takes no server for far of which nothing was seen")
    void unseen() {
        assertThat(estimate.isFar()).isFalse();
    }

    @Test
    @DisplayName("is the shortest time that a reply took: slow ones are its load, for seconds on end")
    void loaded() {
        estimate.observe(0 - 80 * MICRO, 0);
        for (int i = 1; i <= 5_000; i++) {
            estimate.observe(i * SECOND / 1_000 - 900 * MICRO, i * SECOND / 1_000);
        }
        assertThat(estimate.isFar()).isFalse();
    }

    @Test
    @DisplayName("is far when all replies have been slow for longer, and near with the first that is not")
    void moved() {
        estimate.observe(0 - 80 * MICRO, 0);
        for (int i = 1; i <= 12; i++) {
            estimate.observe(i * SECOND - (1_000 + i) * MICRO, i * SECOND);
        }
        assertThat(estimate.isFar()).isTrue();
        estimate.observe(13 * SECOND - 300 * MICRO, 13 * SECOND);
        assertThat(estimate.isFar()).isFalse();
    }
}
