package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.CredentialsProvider;
import io.redoubt.redis.RedisEndpoints;
import io.redoubt.redis.RedisSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Every variable")
final class VariablesTakeEffectTest {

    private static final Map<String, String> SAMPLES = Map.ofEntries(
            Map.entry("REDIS_URL", "redis://g"),
            Map.entry("REDIS_HOST", "g"),
            Map.entry("REDIS_PORT", "1"),
            Map.entry("REDIS_DATABASE", "1"),
            Map.entry("REDIS_USERNAME", "u"),
            Map.entry("REDIS_PASSWORD", "q"),
            Map.entry("REDIS_SENTINEL_USERNAME", "u"),
            Map.entry("REDIS_SENTINEL_PASSWORD", "q"),
            Map.entry("REDIS_TLS", "true"),
            Map.entry("REDIS_CLIENT_NAME", "game"),
            Map.entry("REDIS_CONNECT_MODE", "eagerly"),
            Map.entry("REDIS_COMMAND_BATCHING", "off"),
            Map.entry("REDIS_MAX_PENDING_BYTES", "1MiB"),
            Map.entry("REDIS_MAX_REPLY_BYTES", "2MiB"),
            Map.entry("REDIS_LARGE_REQUEST_BYTES", "1MiB"),
            Map.entry("REDIS_RECONNECT_SHORTEST", "1s"),
            Map.entry("REDIS_RECONNECT_LONGEST", "1m"),
            Map.entry("REDOUBT_DRIVER", "jedis"),
            Map.entry("REDOUBT_CLOSE_ON_SHUTDOWN", "true"),
            Map.entry("CACHE_KEY_PREFIX", "game"),
            Map.entry("CACHE_MAX_VALUE_BYTES", "1KiB"),
            Map.entry("CACHE_EMBEDDED_MAX_BYTES", "1GiB"),
            Map.entry("CACHE_NEAR_MAX_ENTRIES", "1000"),
            Map.entry("CACHE_NEAR_MAX_BYTES", "1MiB"),
            Map.entry("CACHE_NEAR_MAX_AGE", "10s"),
            Map.entry("CACHE_NEAR_MESSAGES_IF_TRACKING_REFUSED", "true"),
            Map.entry("CACHE_NEAR_PREFIXES", "user:,item:"),
            Map.entry("REDOUBT_EMBEDDED_STATE_MAX_BYTES", "1MiB"),
            Map.entry("SESSION_TTL", "29m"),
            Map.entry("SESSION_LIFETIME", "29d"),
            Map.entry("SESSION_OVERFLOW_POLICY", "reject"),
            Map.entry("SESSION_ROTATION_GRACE", "10s"),
            Map.entry("SESSION_EVENTS", "off"),
            Map.entry("SESSION_NEAR_MAX_ENTRIES", "1000"),
            Map.entry("SESSION_NEAR_MAX_AGE", "9s"));

    /** Variables of which one alone would be an error, and those that it needs. */
    private static final Map<String, String> NEEDED = Map.ofEntries(
            Map.entry("REDIS_URL", ""),
            Map.entry("REDIS_USERNAME", "REDIS_HOST=h REDIS_PASSWORD=p"),
            Map.entry("REDIS_SENTINEL_USERNAME", "REDIS_URL=redis-sentinel://h#m REDIS_SENTINEL_PASSWORD=p"),
            Map.entry("REDIS_SENTINEL_PASSWORD", "REDIS_URL=redis-sentinel://h#m"),
            Map.entry("CACHE_NEAR_MAX_AGE", "CACHE_NEAR_MAX_BYTES=2MiB"),
            Map.entry("CACHE_NEAR_MESSAGES_IF_TRACKING_REFUSED", "CACHE_NEAR_MAX_BYTES=2MiB"),
            Map.entry("CACHE_NEAR_PREFIXES", "CACHE_NEAR_MAX_ENTRIES=5"),
            Map.entry("SESSION_NEAR_MAX_AGE", "SESSION_NEAR_MAX_ENTRIES=5"),
            Map.entry("REDIS_HOST", ""));

    @ParameterizedTest
    @EnumSource(
            value = EnvironmentVariable.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = ".*_(FILE|KEY_STORE_PASSWORD)") // their tests need files
    @DisplayName("changes a setting")
    void effect(EnvironmentVariable variable) {
        Map<String, String> variables = variables(NEEDED.getOrDefault(variable.name(), "REDIS_HOST=h"));
        List<@Nullable Object> before = described(variables);
        variables.put(variable.name(), sample(variable));

        assertThat(described(variables)).isNotEqualTo(before);
    }

    private static String sample(EnvironmentVariable variable) {
        String sample = SAMPLES.get(variable.name());
        if (sample != null) {
            return sample;
        }
        return variable.allowed().startsWith("a time") ? "59s" : "7";
    }

    private static List<@Nullable Object> described(Map<String, String> variables) {
        RedoubtSettings settings = RedoubtSettings.fromEnvironment(variables);
        RedisSettings redis = settings.redis();
        CredentialsProvider sentinel = redis != null && redis.servers() instanceof RedisEndpoints.Sentinel endpoints
                ? endpoints.credentials()
                : null;
        return Arrays.asList(
                redis,
                sentinel,
                settings.driver(),
                settings.keyPrefix(),
                settings.maxValueBytes(),
                settings.nearCache(),
                settings.nearCaches(),
                settings.embeddedMaxBytes(),
                settings.embeddedStateMaxBytes(),
                settings.closesOnShutdown(),
                settings.sessions().idleTimeout(),
                settings.sessions().absoluteLifetime(),
                settings.sessions().maxPerUser(),
                settings.sessions().policy(),
                settings.sessions().rotationGrace(),
                settings.sessions().events(),
                settings.sessions().nearCache(),
                settings.rateLimitTimeout(),
                settings.rateLimits().processes(),
                settings.async());
    }

    private static Map<String, String> variables(String text) {
        Map<String, String> variables = new HashMap<>();
        Arrays.stream(text.split(" +")).filter(pair -> !pair.isEmpty()).forEach(pair -> {
            int equals = pair.indexOf('=');
            variables.put(pair.substring(0, equals), pair.substring(equals + 1));
        });
        return variables;
    }
}
