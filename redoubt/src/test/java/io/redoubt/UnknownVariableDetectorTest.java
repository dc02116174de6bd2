package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.tck.log.CapturedLog;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A variable that is ignored")
final class UnknownVariableDetectorTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "REDIS_SSL, REDIS_TLS",
        "REDIS_URI, REDIS_URL",
        "REDIS_PASS, REDIS_PASSWORD",
        "REDIS_PASWORD, REDIS_PASSWORD",
        "REDIS_USER, REDIS_USERNAME",
        "REDIS_DB, REDIS_DATABASE",
        "SESSION_LIMIT_POLICY, SESSION_OVERFLOW_POLICY",
        "REDIS_HOTS, REDIS_HOST",
        "REDSI_URL, REDIS_URL",
        "REDIS_COMMAND_TIMOUT, REDIS_COMMAND_TIMEOUT",
        "REDOUBT_DRIVR, REDOUBT_DRIVER",
        "CACHE_KEYPREFIX, CACHE_KEY_PREFIX",
        "SESION_TTL, SESSION_TTL",
        "RATELIMIT_CHAT_MAX, RATE_LIMIT_CHAT_MAX",
        "RATE_LIMIT_CHAT_WINDWO, RATE_LIMIT_CHAT_WINDOW"
    })
    @DisplayName("is a warning with the name that was probably meant, and without the value")
    void misspelled(String name, String meant) {
        assertThat(warnings(name + "=s3cr3t"))
                .singleElement()
                .asString()
                .contains("Unknown environment variable " + name + " is ignored: did you mean " + meant + "?")
                .doesNotContain("s3cr3t");
    }

    @Test
    @DisplayName("is a warning if it begins with REDOUBT_, whatever was meant")
    void ownPrefix() {
        assertThat(warnings("REDOUBT_COLOUR=red"))
                .singleElement()
                .asString()
                .contains("REDOUBT_COLOUR is ignored: see the table");
    }

    @Test
    @DisplayName("is a warning each, in the log when the settings are read")
    void logged() {
        try (CapturedLog log = CapturedLog.of("io.redoubt")) {
            CapturedLog.Excerpt excerpt = log.fromHere();
            RedoubtSettings.fromEnvironment(
                    Map.of("REDIS_HOST", "h", "REDIS_SSL", "true", "REDIS_DB", "2", "REDOUBT_DRIVR", "jedis"));

            assertThat(log.lines()).hasSize(3);
            assertThat(excerpt.count("WARN", List.of("did you mean"))).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "REDIS_SSL= REDOUBT_DRIVR=",
                "REDIS_USER=u REDIS_USERNAME=u",
                "REDIS_SERVICE_HOST=10.0.0.1 REDIS_SERVICE_PORT=6379 REDIS_SERVICE_PORT_REDIS=6379",
                "REDIS_PORT=tcp://10.0.0.1:6379 REDIS_PORT_6379_TCP=tcp://10.0.0.1:6379 REDIS_PORT_6379_TCP_PROTO=tcp",
                "REDIS_PORT_6379_TCP_PORT=6379 REDIS_PORT_6379_TCP_ADDR=10.0.0.1",
                "REDIS_DB_SERVICE_HOST=10.0.0.1 REDIS_DB_PORT=tcp://10.0.0.1:6379",
                "REDOUBT_SERVICE_HOST=10.0.0.1 REDOUBT_PORT=tcp://10.0.0.1:80 REDOUBT_PORT_80_TCP_ADDR=10.0.0.1",
                "REDIS_NAME=/app/redis REDIS_ENV_REDIS_VERSION=8 REDOUBT_NAME=/web/redoubt REDOUBT_ENV_PATH=/bin",
                "REDIS_VERSION=8.2.1 REDIS_DOWNLOAD_URL=http://x REDIS_DOWNLOAD_SHA=1 REDIS_TLS_URL=rediss://x",
                "REDOUBT_TEST_REDIS_SERVER=/usr/bin/valkey-server",
                "PATH=/bin HOME=/root CACHE=x SESSION_ID=1 RATE_LIMIT_ENABLED=1 DATABASE_URL=x HOST=h URL=x PORT=1",
                "REDIS_SOMETHING=1 SESSION_MANAGER=x CACHE_DIR=/tmp"
            })
    @DisplayName("is none of those that platforms set, or other programs read")
    void silent(String variables) {
        assertThat(warnings(variables)).isEmpty();
    }

    private static List<String> warnings(String variables) {
        Map<String, String> map = new TreeMap<>();
        Arrays.stream(variables.split(" +")).forEach(pair -> {
            int equals = pair.indexOf('=');
            map.put(pair.substring(0, equals), pair.substring(equals + 1));
        });
        return UnknownVariableDetector.warningsAbout(new EnvironmentValues(map));
    }
}
