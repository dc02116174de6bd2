package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.TlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("REDIS_URL beside other variables of the server")
final class UrlBesideVariablesTest {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://h                | REDIS_HOST=h",
                "redis://h                | REDIS_HOST=H REDIS_PORT=6379",
                "redis://h:1/2            | REDIS_HOST=h REDIS_PORT=1 REDIS_DATABASE=2",
                "redis://u:p@h            | REDIS_HOST=h REDIS_USERNAME=u REDIS_PASSWORD=p",
                "redis://:p%40@h          | REDIS_PASSWORD=p@",
                "redis://:p@h             | REDIS_USERNAME=default REDIS_PASSWORD=p",
                "redis-cluster://h        | REDIS_HOST=h REDIS_PORT=6379",
                "rediss://h               | REDIS_HOST=h REDIS_TLS=true",
                "redis://h                | REDIS_TLS=no",
                "redis-sentinel://h#m     | REDIS_PASSWORD="
            })
    @DisplayName("is no contradiction if they agree")
    void same(String url, String others) {
        assertThat(redis("REDIS_URL=" + url + " " + others)).isEqualTo(redis("REDIS_URL=" + url));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://h          | REDIS_HOST=g          | REDIS_URL and REDIS_HOST name different hosts, h and g",
                "redis://h          | REDIS_PORT=6380       | REDIS_URL and REDIS_PORT name different ports, 6379 and 6380",
                "redis://h:1        | REDIS_PORT=2          | REDIS_URL and REDIS_PORT name different ports, 1 and 2",
                "redis://h:1        | REDIS_PORT=x          | REDIS_PORT=x is not allowed",
                "redis://h/1        | REDIS_DATABASE=2      | REDIS_URL and REDIS_DATABASE name different databases, 1 and 2",
                "redis://:p/9@h/0   | REDIS_DATABASE=2      | REDIS_URL and REDIS_DATABASE name different databases, 0 and 2",
                "redis://u:p@h      | REDIS_USERNAME=v      | REDIS_URL and REDIS_USERNAME have different users",
                "redis://:p@h       | REDIS_USERNAME=v      | REDIS_URL and REDIS_USERNAME have different users",
                "redis://:p@h       | REDIS_PASSWORD=q      | REDIS_URL and REDIS_PASSWORD have different passwords",
                "redis://:p@h       | REDIS_PASSWORD_FILE=x | REDIS_PASSWORD_FILE is set, but REDIS_URL has a password",
                "redis://h          | REDIS_TLS=true        | REDIS_URL begins with redis, which is without TLS",
                "rediss://h         | REDIS_TLS=false       | REDIS_URL begins with rediss, which is with TLS",
                "redis://a,b        | REDIS_HOST=a          | REDIS_HOST is set, but REDIS_URL names a cluster",
                "redis-sentinel://a#m | REDIS_HOST=a        | REDIS_HOST is set, but REDIS_URL names sentinels",
                "redis-sentinel://a#m | REDIS_PORT=26379    | REDIS_PORT is set, but REDIS_URL names sentinels"
            })
    @DisplayName("is an error if they differ: both are named, and what differs")
    void different(String url, String other, String message) {
        assertThatThrownBy(() -> redis("REDIS_URL=" + url + " " + other))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    @DisplayName("takes from them what it leaves out: database, credentials")
    void complemented() {
        assertThat(redis("REDIS_URL=redis://h REDIS_DATABASE=2 REDIS_USERNAME=u REDIS_PASSWORD=p/0@"))
                .isEqualTo(redis("REDIS_URL=redis://u:p%2F0%40@h/2"));
        assertThat(redis("REDIS_URL=redis://:p/9@h REDIS_DATABASE=2").database())
                .isEqualTo(2);
    }

    @Test
    @DisplayName("is not needed for TLS and a database")
    void host() {
        RedisSettings redis = redis("REDIS_HOST=h REDIS_TLS=true REDIS_DATABASE=3");

        assertThat(redis.tls()).isEqualTo(TlsSettings.systemTrust());
        assertThat(redis.database()).isEqualTo(3);
    }

    @Test
    @DisplayName("may leave the password to a file, which is read again for each connection")
    void passwordFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "first\n");
        RedisSettings redis = redis("REDIS_URL=redis://h REDIS_USERNAME=u REDIS_PASSWORD_FILE=" + file);

        assertThat(Objects.requireNonNull(redis.credentials()).credentials().username())
                .isEqualTo("u");
        assertThat(Objects.requireNonNull(redis.credentials()).credentials().password())
                .isEqualTo("first");
        Files.writeString(file, "second");
        assertThat(Objects.requireNonNull(redis.credentials()).credentials().password())
                .isEqualTo("second");
        assertThat(redis.toString() + redis.credentials()).doesNotContain("second");
        Files.writeString(file, "x".repeat(PasswordFileCredentials.MAX_BYTES));
        assertThat(Objects.requireNonNull(redis.credentials()).credentials().password())
                .hasSize(PasswordFileCredentials.MAX_BYTES);
    }

    @Test
    @DisplayName("refuses a file that is missing, empty, too large, or beside a password")
    void badPasswordFile(@TempDir Path directory) throws Exception {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        Path large = Files.writeString(directory.resolve("large"), "s3cr3t".repeat(PasswordFileCredentials.MAX_BYTES));
        for (String wrong : new String[] {
            "REDIS_PASSWORD_FILE=" + directory,
            "REDIS_PASSWORD_FILE=" + directory.resolve("missing"),
            "REDIS_PASSWORD_FILE=" + empty,
            "REDIS_PASSWORD_FILE=" + large,
            "REDIS_PASSWORD=p REDIS_PASSWORD_FILE=" + empty,
            "REDIS_USERNAME=u"
        }) {
            assertThatThrownBy(() -> redis("REDIS_HOST=h " + wrong))
                    .as(wrong)
                    .isExactlyInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("REDIS_PASSWORD")
                    .hasMessageNotContaining("s3cr3t");
        }
    }

    private static RedisSettings redis(String variables) {
        Map<String, String> map = new HashMap<>();
        Arrays.stream(variables.split(" +")).forEach(pair -> {
            int equals = pair.indexOf('=');
            map.put(pair.substring(0, equals), pair.substring(equals + 1));
        });
        return Objects.requireNonNull(RedoubtSettings.fromEnvironment(map).redis());
    }
}
