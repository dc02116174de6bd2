package io.redoubt.api.session;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The settings of the near cache of sessions")
final class SessionNearCacheSettingsTest {

    @Test
    @DisplayName("are allowed up to their bounds, and have a default age")
    void bounds() {
        assertThat(SessionNearCacheSettings.maxEntries(1)).isEqualTo(new SessionNearCacheSettings(1, ofSeconds(10)));
        assertThat(SessionNearCacheSettings.maxEntries(1_000_000).maxAge(ofMinutes(1)))
                .isEqualTo(new SessionNearCacheSettings(1_000_000, ofMinutes(1)));
        assertThat(SessionNearCacheSettings.maxEntries(7).maxAge(ofMillis(1)).maxEntries())
                .isEqualTo(7);
    }

    @Test
    @DisplayName("beyond their bounds are refused, with what is wrong and what is allowed")
    void refused() {
        for (int entries : new int[] {0, -1, 1_000_001}) {
            assertThatThrownBy(() -> SessionNearCacheSettings.maxEntries(entries))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll("maxEntries", "from 1 to 1000000", String.valueOf(entries));
        }
        SessionNearCacheSettings settings = SessionNearCacheSettings.maxEntries(5);
        for (Duration age :
                List.of(Duration.ZERO, ofMillis(1).minusNanos(1), ofMinutes(1).plus(ofNanos(1)))) {
            assertThatThrownBy(() -> settings.maxAge(age))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll("maxAge", "from PT0.001S to PT1M", age.toString());
        }
    }
}
