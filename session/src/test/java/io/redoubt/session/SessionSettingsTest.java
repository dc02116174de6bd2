package io.redoubt.session;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.json.JsonCodec;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The settings of sessions")
final class SessionSettingsTest {

    private static SessionSettings settings(String prefix, Duration idle, Duration absolute, int max) {
        return new SessionSettings(JsonCodec.create(), prefix, idle, absolute, max, SessionOverflowPolicy.REJECT);
    }

    @Test
    @DisplayName("have defaults")
    void defaults() {
        SessionSettings settings = SessionSettings.defaults(JsonCodec.create(), "app:");
        assertThat(settings.idleTimeout()).isEqualTo(ofMinutes(30));
        assertThat(settings.absoluteLifetime()).isEqualTo(ofDays(30));
        assertThat(settings.maxPerUser()).isEqualTo(5);
        assertThat(settings.policy()).isEqualTo(SessionOverflowPolicy.EVICT_OLDEST);
        assertThat(settings.keyPrefix()).isEqualTo("app:");
    }

    @Test
    @DisplayName("are allowed up to their bounds")
    void bounds() {
        settings("", ofSeconds(1), ofSeconds(1), 1);
        settings("a:b:", ofDays(30), ofDays(365), 100);
    }

    @Test
    @DisplayName("beyond their bounds are refused, with what is wrong and what is allowed")
    void refused() {
        assertThatThrownBy(() -> settings("", ofMillis(999), ofDays(1), 5))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("idle timeout", "PT1S", "PT720H", "PT0.999S");
        assertThatThrownBy(() -> settings("", ofDays(31), ofDays(60), 5)).hasMessageContaining("idle timeout");
        assertThatThrownBy(() -> settings("", ofMinutes(30), ofMinutes(29), 5))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("absolute lifetime", "PT30M", "PT8760H", "PT29M");
        assertThatThrownBy(() -> settings("", ofMinutes(30), ofDays(366), 5)).hasMessageContaining("absolute lifetime");
        for (int max : new int[] {0, -1, 101}) {
            assertThatThrownBy(() -> settings("", ofMinutes(30), ofDays(1), max))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll("1 to 100", String.valueOf(max));
        }
        assertThatThrownBy(() -> settings("a b", ofMinutes(30), ofDays(1), 5))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("prefix");
    }
}
