package io.redoubt.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.health.HealthStatus;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.test.net.BlackHole;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class HealthChecksTest {

    /** Timeout that suffices for the first call of a driver in a JVM, which loads its classes, on a busy machine. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    /** Timeout for checks of a server that does not reply. */
    private static final Duration SHORT = Duration.ofMillis(300);

    static Stream<RedisDriverProvider> drivers() {
        return Stream.of(new LettuceDriverProvider(), new JedisDriverProvider());
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("Redis is UP with a latency, DOWN while it does not answer, and UP again after that")
    void redis(RedisDriverProvider provider) {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RedisDriver driver = open(provider, server.host(), server.port())) {
            HealthCheck check = HealthChecks.redis(driver, PATIENT, System::nanoTime);
            Health up = check.check();
            assertThat(up.status()).isEqualTo(HealthStatus.UP);
            assertThat(up.name()).isEqualTo("redis");
            assertThat(Double.parseDouble(up.details().get("latencyMs"))).isPositive();

            server.suspend();
            Health down = HealthChecks.redis(driver, SHORT, System::nanoTime).check();
            server.resume();
            assertThat(down.status()).isEqualTo(HealthStatus.DOWN);
            assertThat(down.details()).containsEntry("error", "TIMEOUT").containsKey("message");
            Awaitility.await().atMost(PATIENT).until(() -> check.check().status() == HealthStatus.UP);
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A server that refuses a PING is DOWN, with its reason")
    void refused(RedisDriverProvider provider) {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RedisDriver driver = open(provider, server.host(), server.port())) {
            HealthCheck check = HealthChecks.redis(driver, PATIENT, System::nanoTime);
            assertThat(check.check().status()).isEqualTo(HealthStatus.UP);
            server.raw().call("ACL", "SETUSER", "default", "-ping");
            Health down = check.check();
            assertThat(down.status()).isEqualTo(HealthStatus.DOWN);
            assertThat(down.details()).containsEntry("error", "NOPERM");
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A server that is no Redis is DOWN")
    void notRedis(RedisDriverProvider provider) {
        try (BlackHole silent = BlackHole.swallowing();
                RedisDriver driver = open(provider, silent.host(), silent.port())) {
            Health down = HealthChecks.redis(driver, SHORT, System::nanoTime).check();
            assertThat(down.status()).isEqualTo(HealthStatus.DOWN);
            assertThat(down.details().get("error")).isEqualTo("TIMEOUT");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UP, UP, UP",
        "UP, UNKNOWN, UNKNOWN",
        "UNKNOWN, DEGRADED, DEGRADED",
        "DEGRADED, DOWN, DOWN",
        "DOWN, UP, DOWN"
    })
    @DisplayName("A composite is as its worst part")
    void composite(HealthStatus first, HealthStatus second, HealthStatus expected) {
        Health health = HealthChecks.composite("all", List.of(fixed("a", first), fixed("b", second)))
                .check();
        assertThat(health.status()).isEqualTo(expected);
        assertThat(health.components()).extracting(Health::name).containsExactly("a", "b");
    }

    @Test
    @DisplayName("A composite of nothing is UP, and a check that throws is UNKNOWN")
    void edges() {
        assertThat(HealthChecks.composite("none", List.of()).check().status()).isEqualTo(HealthStatus.UP);
        HealthCheck broken = () -> {
            throw new IllegalStateException("a bug");
        };
        Health health = HealthChecks.composite("all", List.of(broken, fixed("a", HealthStatus.UP)))
                .check();
        assertThat(health.status()).isEqualTo(HealthStatus.UNKNOWN);
        assertThat(health.components().get(0).details().get("error")).contains("a bug");
    }

    private static RedisDriver open(RedisDriverProvider provider, String host, int port) {
        return RedisDriverFactory.open(
                provider,
                RedisSettings.builder()
                        .node(new Node(host, port))
                        .connectTimeout(PATIENT)
                        .heartbeat(Duration.ofMinutes(1))
                        .build(),
                System::nanoTime);
    }

    private static HealthCheck fixed(String name, HealthStatus status) {
        return () -> Health.of(name, status, Map.of());
    }
}
