package io.redoubt.api.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The statistics of a cache")
final class CacheStatisticsTest {

    @ParameterizedTest
    @CsvSource({"0,0,0", "1,0,1", "0,1,0", "3,1,0.75"})
    @DisplayName("tell which part of the reads found a value")
    void hitRate(long hits, long misses, double rate) {
        assertThat(new CacheStatistics(hits, misses, 0, 0, 0).hitRate()).isEqualTo(rate);
    }
}
