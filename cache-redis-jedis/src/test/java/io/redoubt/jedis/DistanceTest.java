package io.redoubt.jedis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The distance of a server")
final class DistanceTest {

    private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Distance distance = new Distance();

    @Test
    @DisplayName("is none where nothing was seen, and nothing unseen is far")
    void unseen() {
        assertThat(distance.nanos()).isZero();
        assertThat(distance.isFar()).isFalse();
    }

    @Test
    @DisplayName("is the shortest time that a reply took: slow ones are its load, for seconds on end")
    void loaded() {
        distance.observe(80 * MICRO, 0);
        for (int i = 1; i <= 5_000; i++) {
            distance.observe(900 * MICRO, i * SECOND / 1_000);
        }
        assertThat(distance.nanos()).isEqualTo(80 * MICRO);
        assertThat(distance.isFar()).isFalse();
    }

    @Test
    @DisplayName("grows when all replies have been slow for longer, and shrinks with the first that is not")
    void moved() {
        distance.observe(80 * MICRO, 0);
        for (int i = 1; i <= 12; i++) {
            distance.observe((1_000 + i) * MICRO, i * SECOND);
        }
        assertThat(distance.nanos()).isEqualTo(1_006 * MICRO);
        assertThat(distance.isFar()).isTrue();
        distance.observe(300 * MICRO, 13 * SECOND);
        assertThat(distance.isFar()).isFalse();
    }
}
