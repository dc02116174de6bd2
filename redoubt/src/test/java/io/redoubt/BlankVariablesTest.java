package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.Credentials;
import io.redoubt.redis.RedisSettings;
import io.redoubt.tck.log.CapturedLog;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A variable without a value")
final class BlankVariablesTest {

    private static RedisSettings redis(Map<String, String> variables) {
        return Objects.requireNonNull(RedoubtSettings.fromEnvironment(variables).redis());
    }

    @ParameterizedTest
    @EnumSource(EnvironmentVariable.class)
    @DisplayName("counts as unset, with and without a server")
    void unset(EnvironmentVariable variable) {
        try (CapturedLog log = CapturedLog.of("io.redoubt")) {
            for (String blank : new String[] {"", " ", "\t", "\r\n"}) {
                for (String server : new String[] {"redis://h", "rediss://h", "redis-sentinel://h#m", " "}) {
                    Map<String, String> variables = new HashMap<>(Map.of("REDIS_URL", server));
                    RedoubtSettings without = RedoubtSettings.fromEnvironment(Map.copyOf(variables));
                    variables.putIfAbsent(variable.name(), blank);
                    RedoubtSettings with = RedoubtSettings.fromEnvironment(variables);
                    assertThat(with).hasToString(without.toString());
                    assertThat(with.redis()).isEqualTo(without.redis());
                }
            }
            assertThat(log.lines()).allMatch(line -> line.contains("no server is used"));
        }
    }

    @Test
    @DisplayName("leaves the server to the variable that has one")
    void otherServer() {
        assertThat(redis(Map.of("REDIS_URL", "", "REDIS_HOST", "h", "REDIS_PASSWORD", "")))
                .isEqualTo(RedisSettings.of("h", 6379));
        assertThat(redis(Map.of("REDIS_URL", "redis://h", "REDIS_HOST", "", "REDIS_PORT", " ")))
                .isEqualTo(RedisSettings.of("h", 6379));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RATE_LIMIT_CHAT_MAX", "RATE_LIMIT_CHAT_WINDOW", "RATE_LIMIT_no_name_MAX"})
    @DisplayName("of a rate limit counts as unset, too")
    void rateLimit(String name) {
        RedoubtSettings settings = RedoubtSettings.fromEnvironment(Map.of(name, " "));

        assertThat(settings.rateLimits().overrides()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"REDIS_URL", "REDIS_HOST"})
    @DisplayName("is named in a warning if it leaves the program without a server")
    void warning(String name) {
        try (CapturedLog log = CapturedLog.of("io.redoubt")) {
            RedoubtSettings.fromEnvironment(Map.of(name, "", "REDIS_PASSWORD", ""));

            assertThat(log.lines()).singleElement().asString().contains(name + " is set, but empty");
        }
        try (CapturedLog log = CapturedLog.of("io.redoubt")) {
            RedoubtSettings.fromEnvironment(Map.of("REDIS_URL", "redis://h", "REDIS_HOST", ""));

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    @DisplayName("of the server does not make a password that is set harmless")
    void passwordWithoutServer() {
        assertThatThrownBy(() -> RedoubtSettings.fromEnvironment(Map.of("REDIS_URL", "", "REDIS_PASSWORD", "p")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("REDIS_PASSWORD is set, but no server is named");
    }

    @Test
    @DisplayName("is not one with spaces around it, which are cut off except in a password")
    void spaces() {
        assertThat(redis(Map.of("REDIS_HOST", " h\r", "REDIS_PORT", " 1 ", "REDIS_PASSWORD", " p ")))
                .isEqualTo(RedisSettings.of("h", 1).toBuilder()
                        .credentials(new Credentials(null, " p "))
                        .build());
        assertThat(RedoubtSettings.fromEnvironment(Map.of("SESSION_MAX_PER_USER", "2\r"))
                        .sessions()
                        .maxPerUser())
                .isEqualTo(2);
    }
}
