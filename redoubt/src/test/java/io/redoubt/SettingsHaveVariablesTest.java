package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.BreakerSettings;
import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.TlsSettings;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Checks that each setting has a variable. A new setter needs a variable whose name follows from its own, such as
 * {@code REDIS_MAX_PENDING} for {@code maxPending}, or an entry in one of the tables here.
 */
@DisplayName("Every setting")
final class SettingsHaveVariablesTest {

    /** Settings that are code, which a variable cannot contain. */
    private static final Set<String> CODE = Set.of("addressMapping", "listener", "codec", "executor", "taskDecorator");

    /** Variables of settings that are not named after their setter. */
    private static final Map<String, List<String>> NAMED_OTHERWISE = Map.ofEntries(
            Map.entry("url", List.of("REDIS_URL")),
            Map.entry("node", List.of("REDIS_HOST", "REDIS_PORT")),
            Map.entry("cluster", List.of("REDIS_URL")),
            Map.entry("sentinel", List.of("REDIS_URL")),
            Map.entry(
                    "servers",
                    List.of(
                            "REDIS_URL",
                            "REDIS_SENTINEL_USERNAME",
                            "REDIS_SENTINEL_PASSWORD",
                            "REDIS_SENTINEL_PASSWORD_FILE")),
            Map.entry("credentials", List.of("REDIS_USERNAME", "REDIS_PASSWORD", "REDIS_PASSWORD_FILE")),
            Map.entry("driver", List.of("REDOUBT_DRIVER")),
            Map.entry("closeOnShutdown", List.of("REDOUBT_CLOSE_ON_SHUTDOWN")),
            Map.entry("keyPrefix", List.of("CACHE_KEY_PREFIX")),
            Map.entry("maxValueBytes", List.of("CACHE_MAX_VALUE_BYTES")),
            Map.entry("embeddedMaxBytes", List.of("CACHE_EMBEDDED_MAX_BYTES")),
            Map.entry(
                    "nearCache",
                    List.of(
                            "CACHE_NEAR_MAX_ENTRIES",
                            "CACHE_NEAR_MAX_BYTES",
                            "CACHE_NEAR_MAX_AGE",
                            "CACHE_NEAR_MESSAGES_IF_TRACKING_REFUSED",
                            "CACHE_NEAR_PREFIXES")),
            Map.entry("sessionNearCache", List.of("SESSION_NEAR_MAX_ENTRIES", "SESSION_NEAR_MAX_AGE")),
            Map.entry("embeddedStateMaxBytes", List.of("REDOUBT_EMBEDDED_STATE_MAX_BYTES")),
            Map.entry(
                    "async",
                    List.of("REDOUBT_ASYNC_MAX_RUNNING", "REDOUBT_ASYNC_MAX_QUEUED", "REDOUBT_ASYNC_QUEUE_TIMEOUT")),
            Map.entry("rateLimitMax", List.of()), // RATE_LIMIT_<NAME>_MAX
            Map.entry("rateLimitWindow", List.of()), // RATE_LIMIT_<NAME>_WINDOW
            Map.entry("rateLimitAlgorithm", List.of()), // RATE_LIMIT_<NAME>_ALGORITHM
            // Those of TlsSettings.
            Map.entry("systemTrust", List.of("REDIS_TLS")),
            Map.entry("trusting", List.of("REDIS_TLS_CA_FILE")),
            Map.entry("clientCertificate", List.of("REDIS_TLS_CERT_FILE", "REDIS_TLS_KEY_FILE")),
            Map.entry("clientKeyStore", List.of("REDIS_TLS_KEY_STORE_FILE", "REDIS_TLS_KEY_STORE_PASSWORD")),
            Map.entry("using", List.of())); // takes an SSLContext, which is code

    @Test
    @DisplayName("has a variable, and every variable has a setting")
    void variables() {
        Set<String> expected = new HashSet<>();
        setters(RedisSettingsBuilder.class).forEach(setter -> expected.addAll(variablesOf("REDIS_", setter)));
        setters(RedoubtSettings.Builder.class).forEach(setter -> expected.addAll(variablesOf("", setter)));
        setters(TlsSettings.class).forEach(setter -> expected.addAll(variablesOf("", setter)));
        components(ReconnectSettings.class).forEach(component -> expected.add("REDIS_RECONNECT_" + component));
        components(BreakerSettings.class).forEach(component -> expected.add("REDIS_BREAKER_" + component));

        assertThat(EnvironmentVariable.names()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> variablesOf(String prefix, String setter) {
        if (CODE.contains(setter)) {
            return List.of();
        }
        return NAMED_OTHERWISE.getOrDefault(setter, List.of(prefix + upperCase(setter)));
    }

    /** Returns the names of the public methods that return the type itself; without those whose settings have parts. */
    private static Stream<String> setters(Class<?> type) {
        List<String> withParts = List.of("redis", "tls", "reconnect", "breaker");
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getReturnType() == type)
                .map(Method::getName)
                .distinct()
                .filter(name -> !withParts.contains(name));
    }

    private static List<String> components(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            names.add(upperCase(component.getName()));
        }
        return names;
    }

    private static String upperCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }
}
