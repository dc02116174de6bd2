package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.BreakerSettings;
import io.redoubt.redis.CommandBatching;
import io.redoubt.redis.ConnectMode;
import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The variables of connections")
final class ConnectionVariablesTest {

    private static RedisSettings redis(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.putIfAbsent("REDIS_HOST", "h");
        return Objects.requireNonNull(RedoubtSettings.fromEnvironment(all).redis());
    }

    @Test
    @DisplayName("set names, modes, times, numbers and sizes")
    void settings() {
        assertThat(redis(Map.of(
                        "REDIS_CLIENT_NAME", "game",
                        "REDIS_CONNECT_MODE", "Eagerly",
                        "REDIS_COMMAND_TIMEOUT", "250ms",
                        "REDIS_CONNECT_TIMEOUT", "1m",
                        "REDIS_CLOSE_TIMEOUT", "0s",
                        "REDIS_MAX_CONNECTIONS", "8",
                        "REDIS_MAX_PENDING_BYTES", "2GiB",
                        "REDIS_MAX_REPLY_BYTES", "2MiB",
                        "REDIS_COMMAND_BATCHING", "off",
                        "REDIS_LARGE_REQUEST_BYTES", "1024")))
                .isEqualTo(RedisSettings.of("h", 6379).toBuilder()
                        .clientName("game")
                        .connectMode(ConnectMode.EAGERLY)
                        .commandTimeout(Duration.ofMillis(250))
                        .connectTimeout(Duration.ofMinutes(1))
                        .closeTimeout(Duration.ZERO)
                        .maxConnections(8)
                        .maxPendingBytes(2L << 30)
                        .maxReplyBytes(2 << 20)
                        .commandBatching(CommandBatching.OFF)
                        .largeRequestBytes(1024)
                        .build());
    }

    @Test
    @DisplayName("set each part of reconnection and of the circuit breaker, and leave the others at their defaults")
    void groups() {
        RedisSettings redis = redis(Map.of(
                "REDIS_RECONNECT_SHORTEST", "20s",
                "REDIS_RECONNECT_LONGEST", "1h",
                "REDIS_RECONNECT_MAX_ATTEMPTS", "7",
                "REDIS_BREAKER_CONSECUTIVE_FAILURES", "unlimited",
                "REDIS_BREAKER_WINDOW", "1m"));

        assertThat(redis.reconnect())
                .isEqualTo(new ReconnectSettings(
                        Duration.ofSeconds(20),
                        Duration.ofHours(1),
                        ReconnectSettings.forEver().whileCalled(),
                        7));
        assertThat(redis.breaker())
                .isEqualTo(new BreakerSettings(
                        BreakerSettings.NEVER, 20, 50, Duration.ofMinutes(1), Duration.ofMillis(50)));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "REDIS_COMMAND_TIMEOUT, 500, a time from 1ms to 1h",
        "REDIS_COMMAND_TIMEOUT, 0s, a time from 1ms to 1h",
        "REDIS_COMMAND_TIMEOUT, 3601s, a time from 1ms to 1h",
        "REDIS_COMMAND_TIMEOUT, PT1S, a time from 1ms to 1h",
        "REDIS_COMMAND_TIMEOUT, -1s, a time from 1ms to 1h",
        "REDIS_COMMAND_TIMEOUT, 1.5s, a time from 1ms to 1h",
        "REDIS_COMMAND_TIMEOUT, 9999999999999d, a time from 1ms to 1h",
        "REDIS_CLOSE_TIMEOUT, 61s, a time from 0s to 1m",
        "REDIS_CONNECT_MODE, soon, 'lazily, in-background or eagerly'",
        "REDIS_COMMAND_BATCHING, maybe, on or off",
        "REDIS_TLS, maybe, true or false",
        "REDIS_DATABASE, 1024, a number between 0 and 1023",
        "REDIS_MAX_CONNECTIONS, 0, a number between 1 and 1024",
        "REDIS_MAX_CONNECTIONS, 1025, a number between 1 and 1024",
        "REDIS_MAX_CONNECTIONS, 4294967297, a number between 1 and 1024",
        "REDIS_MAX_PENDING_BYTES, 1023KiB, a size from 1MiB to 1024GiB",
        "REDIS_MAX_PENDING_BYTES, 1025GiB, a size from 1MiB to 1024GiB",
        "REDIS_MAX_PENDING_BYTES, 9999999999999GiB, a size from 1MiB to 1024GiB",
        "REDIS_MAX_PENDING_BYTES, 64MB, a size from 1MiB to 1024GiB",
        "REDIS_MAX_REPLY_BYTES, 63KiB, a size from 64KiB to 1024GiB",
        "REDIS_LARGE_REQUEST_BYTES, 4GiB, a size from 1KiB to 512MiB",
        "REDIS_CLIENT_NAME, a b, 1 to 64 visible ASCII characters",
        "REDIS_BREAKER_FAILURE_PERCENT, fifty, a number between 1 and 100",
        "REDIS_BREAKER_FAILURE_PERCENT, 101, between 1 and 100",
        "REDIS_RECONNECT_SHORTEST, 20s, longest reconnect delay must be between PT20S",
        "REDIS_RECONNECT_MAX_ATTEMPTS, 0, between 1 and"
    })
    @DisplayName("stop the start if they are wrong, and say which, and what is allowed")
    void wrong(String name, String value, String allowed) {
        assertThatThrownBy(() -> redis(Map.of(name, value)))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name + "=" + value)
                .hasMessageContaining(allowed);
    }
}
