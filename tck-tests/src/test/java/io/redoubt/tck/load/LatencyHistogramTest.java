package io.redoubt.tck.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The histogram of latencies")
final class LatencyHistogramTest {

    @Test
    @DisplayName("tells percentiles within 4 %")
    void percentiles() {
        LatencyHistogram histogram = new LatencyHistogram();
        for (int i = 1; i <= 1_000; i++) {
            histogram.record(i * 1_000L);
        }
        assertThat(histogram.total()).isEqualTo(1_000);
        assertThat(histogram.micros(0.5)).isCloseTo(500, within(20.0));
        assertThat(histogram.micros(0.99)).isCloseTo(990, within(40.0));
        assertThat(histogram.micros(1)).isCloseTo(1_000, within(40.0));
    }

    @Test
    @DisplayName("adds up, and takes whatever time there is")
    void extremes() {
        LatencyHistogram one = new LatencyHistogram();
        LatencyHistogram other = new LatencyHistogram();
        one.record(0);
        other.record(Long.MAX_VALUE);
        one.addAll(other);
        assertThat(one.total()).isEqualTo(2);
        assertThat(one.micros(0.5)).isLessThan(1);
    }
}
