package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ConfigurationException;
import io.redoubt.ratelimit.RateLimitOverride;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The variables of the features")
final class FeatureEnvironmentReaderTest {

    @Test
    @DisplayName("set the idle timeout of sessions in seconds, and how many a user may have")
    void sessions() {
        RedoubtSettings settings =
                RedoubtSettings.fromEnvironment(Map.of("SESSION_TTL", "900", "SESSION_MAX_PER_USER", "2"));

        assertThat(settings.sessions().idleTimeout()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.sessions().maxPerUser()).isEqualTo(2);
    }

    @Test
    @DisplayName("leave 30 minutes, and 5 sessions, unless they are set")
    void defaults() {
        RedoubtSettings settings = RedoubtSettings.fromEnvironment(Map.of());

        assertThat(settings.sessions().idleTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(settings.sessions().maxPerUser()).isEqualTo(5);
        assertThat(settings.rateLimits().overrides()).isEmpty();
    }

    @Test
    @DisplayName("replace limit and window of rate limit policies, by their names in upper case")
    void rateLimits() {
        Map<String, RateLimitOverride> overrides = RedoubtSettings.fromEnvironment(Map.of(
                        "RATE_LIMIT_CHAT_MAX", "20",
                        "RATE_LIMIT_CHAT_WINDOW", "60000",
                        "RATE_LIMIT_LOG_IN_MAX", "3"))
                .rateLimits()
                .overrides();

        assertThat(overrides)
                .containsOnly(
                        Map.entry("chat", new RateLimitOverride(20, Duration.ofMinutes(1))),
                        Map.entry("log-in", new RateLimitOverride(3, null)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SESSION_TTL             | 0        | a number of seconds between 1 and 2592000",
                "SESSION_TTL             | 30m      | a number of seconds between 1 and 2592000",
                "SESSION_TTL             | 2592001  | a number of seconds between 1 and 2592000",
                "SESSION_MAX_PER_USER    | -1       | a number of sessions between 1 and 100",
                "SESSION_MAX_PER_USER    | 101      | a number of sessions between 1 and 100",
                "RATE_LIMIT_CHAT_MAX     | ten      | a number of units between 1 and 100000",
                "RATE_LIMIT_CHAT_MAX     | 100001   | a number of units between 1 and 100000",
                "RATE_LIMIT_CHAT_WINDOW  | 0        | a number of milliseconds between 1 and 2073600000",
                "RATE_LIMIT_CHAT_WINDOW  | ''       | a number of milliseconds between 1 and 2073600000"
            })
    @DisplayName("stop the start if they are wrong, and say which, and what is allowed")
    void wrong(String name, String value, String allowed) {
        assertThatThrownBy(() -> RedoubtSettings.fromEnvironment(Map.of(name, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name + "=" + value)
                .hasMessageContaining(allowed);
    }

    @ParameterizedTest
    @CsvSource({"RATE_LIMIT__MAX", "RATE_LIMIT_chat_MAX", "RATE_LIMIT_9_WINDOW"})
    @DisplayName("stop the start if they name no policy")
    void noPolicy(String name) {
        assertThatThrownBy(() -> RedoubtSettings.fromEnvironment(Map.of(name, "10")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name);
    }
}
