package io.redoubt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.cache.Backoff;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A value that must lie within a range")
final class RangeValidationTest {

    private static final Duration MIN = Duration.ofMillis(100);
    private static final Duration MAX = Duration.ofHours(1);

    @Test
    @DisplayName("is accepted at both limits")
    void limits() {
        assertThat(RangeValidation.required("attempts", 1, 1, 9)).isEqualTo(1);
        assertThat(RangeValidation.required("attempts", 9, 1, 9)).isEqualTo(9);
        assertThat(RangeValidation.required("lease", MIN, MIN, MAX)).isEqualTo(MIN);
        assertThat(RangeValidation.required("lease", MAX, MIN, MAX)).isEqualTo(MAX);
    }

    @Test
    @DisplayName("is refused beyond them by its name, with the range and the value")
    void outside() {
        assertThatThrownBy(() -> RangeValidation.required("attempts", 0, 1, 9))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("attempts must be from 1 to 9: 0");
        assertThatThrownBy(() -> RangeValidation.required("attempts", 10, 1, 9)).hasMessageContaining(": 10");
        assertThatThrownBy(() -> RangeValidation.required("lease", MIN.minusNanos(1), MIN, MAX))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("lease must be from PT0.1S to PT1H: PT0.099999999S");
        assertThatThrownBy(() -> RangeValidation.required("lease", MAX.plusNanos(1), MIN, MAX))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    @DisplayName("is named as what it is: a pause is no time to live")
    void names() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, MAX))
                .hasMessage("the shortest pause must be from PT0.001S to PT1H: PT0S");
        assertThatThrownBy(() -> new Backoff(MAX, MIN)).hasMessageStartingWith("the shortest pause must be from");
    }
}
