package io.redoubt.api.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.Decision.Outcome;
import io.redoubt.api.ratelimit.Decision.Source;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A decision")
final class DecisionTest {

    @ParameterizedTest
    @EnumSource(Outcome.class)
    @DisplayName("has no retryAfter if the call never will be admitted, and only then")
    void retryAfter(Outcome outcome) {
        boolean never = outcome == Outcome.COST_ABOVE_LIMIT;
        Optional<Duration> wait = never ? Optional.empty() : Optional.of(Duration.ZERO);
        Optional<Duration> wrong = never ? Optional.of(Duration.ZERO) : Optional.empty();
        Decision decision = new Decision(outcome, "chat", 1, 0, wait, Source.STORE);
        assertThat(decision.allowed()).isEqualTo(outcome == Outcome.ALLOWED);
        assertThatThrownBy(() -> new Decision(outcome, "chat", 1, 0, wrong, Source.STORE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("retryAfter");
    }
}
