package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.Credentials;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisEndpoints;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.TlsSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The environment")
final class EnvironmentReaderTest {

    private static final String SECRET = "s3cr3t";

    @Nested
    @DisplayName("names")
    final class Names {

        @ParameterizedTest
        @ValueSource(strings = {"", "PATH=/bin HOME=/root", "REDIS_SOMETHING=1 CACHE=x"})
        @DisplayName("no server, and then everything is embedded, without a prefix")
        void nothing(String variables) {
            RedoubtSettings settings = settings(variables);

            assertThat(settings.redis()).isNull();
            assertThat(settings.driver()).isNull();
            assertThat(settings.keyPrefix()).isEmpty();
            assertThat(settings.maxValueBytes()).isEqualTo(1 << 20);
            assertThat(settings.embeddedMaxBytes()).isEqualTo(128L << 20);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "REDIS_URL=redis://h                                        | h:6379  |   |",
                    "REDIS_URL=redis://h:1/2                                    | h:1     |   |",
                    "REDIS_URL=redis://:p@h                                     | h:6379  |   | p",
                    "REDIS_URL=redis://u:p@h                                    | h:6379  | u | p",
                    "REDIS_URL=redis://h REDIS_PASSWORD=p                       | h:6379  |   | p",
                    "REDIS_URL=redis://h REDIS_USERNAME=u REDIS_PASSWORD=p@/:%  | h:6379  | u | p@/:%",
                    "REDIS_HOST=h                                               | h:6379  |   |",
                    "REDIS_HOST=10.0.0.1 REDIS_PORT=1                           | 10.0.0.1:1 | |",
                    "REDIS_HOST=redis_cache REDIS_PORT=65535 REDIS_PASSWORD=p   | redis_cache:65535 | | p",
                    "REDIS_HOST=h REDIS_USERNAME=u REDIS_PASSWORD=p             | h:6379  | u | p",
                    "REDIS_URL=redis://h REDIS_PORT=tcp://10.0.0.1:6379         | h:6379  |   |",
                    "REDIS_URL=redis://a,b REDIS_PORT=tcp://10.0.0.1:6379       | a:6379,b:6379  |   |"
                })
        @DisplayName("a server and who connects to it")
        void server(String variables, String node, @Nullable String username, @Nullable String password) {
            RedisSettings redis = redis(variables);

            assertThat(redis.servers()).hasToString(node);
            assertThat(redis.credentials()).isEqualTo(password == null ? null : new Credentials(username, password));
        }

        @Test
        @DisplayName("a cluster, or sentinels and who connects to them")
        void severalServers() {
            assertThat(redis("REDIS_URL=redis://a,b:1 REDIS_PASSWORD=p"))
                    .isEqualTo(RedisSettings.builder()
                            .cluster(List.of(new Node("a", 6379), new Node("b", 1)))
                            .password("p")
                            .build());
            assertThat(redis("REDIS_URL=redis-sentinel://a/3#m REDIS_PASSWORD=p"
                            + " REDIS_SENTINEL_USERNAME=su REDIS_SENTINEL_PASSWORD=sp"))
                    .isEqualTo(RedisSettings.builder()
                            .servers(new RedisEndpoints.Sentinel(
                                    List.of(new Node("a", 26_379)), "m", new Credentials("su", "sp")))
                            .password("p")
                            .database(3)
                            .build());
        }

        @Test
        @DisplayName("the database in the URL, and leaves the other settings at their defaults")
        void rest() {
            assertThat(redis("REDIS_URL=redis://h:1/2"))
                    .isEqualTo(RedisSettings.builder()
                            .node(new Node("h", 1))
                            .database(2)
                            .build());
        }

        @Test
        @DisplayName("the driver and the prefix")
        void driverAndPrefix() {
            RedoubtSettings settings = settings("REDIS_HOST=h REDOUBT_DRIVER=jedis CACHE_KEY_PREFIX=aeturnis:prod");

            assertThat(settings.driver()).isEqualTo("jedis");
            assertThat(settings.keyPrefix()).isEqualTo("aeturnis:prod:");
            assertThat(settings("REDIS_HOST=h REDOUBT_DRIVER=lettuce").driver()).isEqualTo("lettuce");
        }
    }

    @Nested
    @DisplayName("with TLS")
    final class Tls {

        @TempDir
        private Path directory;

        @Test
        @DisplayName("trusts the JVM's authorities unless it names a file")
        void system() {
            assertThat(redis("REDIS_URL=rediss://h").tls()).isEqualTo(TlsSettings.systemTrust());
        }

        @Test
        @DisplayName("refuses a file that is missing, a directory or no PEM, naming variable and value")
        void badFile() throws IOException {
            Path garbage = Files.writeString(directory.resolve("garbage.pem"), "garbage");
            for (Path file : new Path[] {directory.resolve("missing.pem"), directory, garbage}) {
                refused("REDIS_URL=rediss://h REDIS_TLS_CA_FILE=" + file, "REDIS_TLS_CA_FILE=" + file, "PEM file");
            }
        }

        @Test
        @DisplayName("refuses a path that can be none")
        void badPath() {
            refused("REDIS_URL=rediss://h REDIS_TLS_CA_FILE=a\u0000b", "REDIS_TLS_CA_FILE=", "a readable PEM file");
        }

        @Test
        @DisplayName("refuses a client certificate without its key, and a key without its certificate")
        void halfClientCertificate() throws IOException {
            Path file = Files.writeString(directory.resolve("client.pem"), "garbage");
            refused("REDIS_URL=rediss://h REDIS_TLS_CERT_FILE=" + file, "REDIS_TLS_CERT_FILE", "no REDIS_TLS_KEY_FILE");
            refused("REDIS_URL=rediss://h REDIS_TLS_KEY_FILE=" + file, "REDIS_TLS_KEY_FILE", "no REDIS_TLS_CERT_FILE");
            refused(
                    "REDIS_URL=rediss://h REDIS_TLS_CERT_FILE=" + file + " REDIS_TLS_KEY_FILE=" + file,
                    "client certificate",
                    file.toString());
        }

        @ParameterizedTest
        @ValueSource(strings = {"REDIS_URL=redis://h", "REDIS_HOST=h", "PATH=/bin"})
        @DisplayName("refuses its files where nothing would be encrypted")
        void withoutTls(String server) {
            for (String variable : new String[] {
                "REDIS_TLS_CA_FILE", "REDIS_TLS_CERT_FILE", "REDIS_TLS_KEY_FILE", "REDIS_TLS_KEY_STORE_FILE"
            }) {
                refused(server + " " + variable + "=/some.pem", variable, "is set, but");
            }
        }
    }

    @Nested
    @DisplayName("is refused where it contradicts itself or would be ignored:")
    final class Contradictions {

        @ParameterizedTest(name = "{0}")
        @CsvSource(
                delimiter = '|',
                value = {
                    "REDIS_URL=redis://h REDIS_USERNAME=u            | REDIS_USERNAME is set, but there is no REDIS_PASSWORD",
                    "REDIS_HOST=h REDIS_USERNAME=u                   | REDIS_USERNAME is set, but there is no REDIS_PASSWORD",
                    "REDIS_URL=redis://h REDIS_SENTINEL_PASSWORD=p   | REDIS_SENTINEL_PASSWORD is set, but REDIS_URL names no",
                    "REDIS_URL=redis://a,b REDIS_SENTINEL_USERNAME=u | REDIS_SENTINEL_USERNAME is set, but REDIS_URL names no",
                    "REDIS_HOST=h REDIS_SENTINEL_PASSWORD=p          | REDIS_SENTINEL_PASSWORD is set, but it needs REDIS_URL",
                    "REDIS_URL=redis-sentinel://h#m REDIS_SENTINEL_USERNAME=u | is set, but there is no REDIS_SENTINEL_PASSWORD",
                    "REDIS_PORT=6379                                 | REDIS_PORT is set, but no server is named",
                    "REDIS_PASSWORD=p                                | REDIS_PASSWORD is set, but no server is named",
                    "REDIS_USERNAME=u                                | REDIS_USERNAME is set, but no server is named",
                    "REDIS_SENTINEL_USERNAME=u                       | REDIS_SENTINEL_USERNAME is set, but no server is named",
                    "REDIS_TLS=true                                  | REDIS_TLS is set, but no server is named",
                    "REDIS_COMMAND_TIMEOUT=1s                        | REDIS_COMMAND_TIMEOUT is set, but no server is named",
                    "REDOUBT_DRIVER=jedis                            | REDOUBT_DRIVER is set, but no server is named"
                })
        @DisplayName("the message names the variables")
        void contradiction(String variables, String message) {
            refused(variables, message);
        }
    }

    @Nested
    @DisplayName("is refused where a value is wrong:")
    final class WrongValues {

        @ParameterizedTest(name = "{0}")
        @CsvSource(
                delimiter = '|',
                value = {
                    "REDIS_URL=h:6379                         | REDIS_URL | h:6379  | redis:// or rediss://",
                    "REDIS_URL=redis://h:0                    | REDIS_URL | h:0     | between 1 and 65535",
                    "REDIS_URL=redis://h/1024                 | REDIS_URL | h/1024  | between 0 and 1023",
                    "REDIS_URL=redis://a,                     | REDIS_URL | a,      | must name a host",
                    "REDIS_URL=redis-sentinel://a             | REDIS_URL | a       | the master's name",
                    "REDIS_HOST=h:6379                        | REDIS_HOST=h:6379 | | a host name or IPv4 address alone",
                    "REDIS_HOST=::1                           | REDIS_HOST=::1 | | a host name or IPv4 address alone",
                    "REDIS_HOST=redis://h                     | REDIS_HOST=redis://h | | a host name or IPv4 address alone",
                    "REDIS_HOST=h/0                           | REDIS_HOST=h/0 | | a host name or IPv4 address alone",
                    "REDIS_HOST=a,b                           | REDIS_HOST=a,b | | a host name or IPv4 address alone",
                    "REDIS_HOST=h REDIS_PORT=0                | REDIS_PORT=0 | | a number between 1 and 65535",
                    "REDIS_HOST=h REDIS_PORT=65536            | REDIS_PORT=65536 | | a number between 1 and 65535",
                    "REDIS_HOST=h REDIS_PORT=-1               | REDIS_PORT=-1 | | a number between 1 and 65535",
                    "REDIS_HOST=h REDIS_PORT=+1               | REDIS_PORT=+1 | | a number between 1 and 65535",
                    "REDIS_HOST=h REDIS_PORT=tcp://10.0.0.1:1 | REDIS_PORT=tcp:// | | enableServiceLinks: false",
                    "REDIS_HOST=h REDIS_PORT=http             | REDIS_PORT=http | | a number between 1 and 65535",
                    "REDIS_HOST=h REDIS_PORT=\u0663\u0663     | REDIS_PORT= | | a number between 1 and 65535",
                    "REDIS_HOST=h REDIS_PORT=99999999999      | REDIS_PORT=99999999999 | | a number between 1 and 65535",
                    "REDIS_HOST=h CACHE_KEY_PREFIX=a*         | CACHE_KEY_PREFIX=a* | | letters, digits and . _ -",
                    "CACHE_KEY_PREFIX=a:cache                 | CACHE_KEY_PREFIX=a:cache | | one of [cache, region"
                })
        @DisplayName("the message names the variable, the value and what is allowed")
        void wrong(String variables, String variable, @Nullable String value, String allowed) {
            refused(variables, variable, value == null ? "" : value, allowed);
        }

        @Test
        @DisplayName("a host with a space in it")
        void spaces() {
            assertThatThrownBy(() -> RedoubtSettings.fromEnvironment(Map.of("REDIS_HOST", "h h")))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("REDIS_HOST=");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "REDIS_URL=redis://u:" + SECRET + "@h:0",
                "REDIS_URL=u:" + SECRET + "@h",
                "REDIS_URL=redis://u:" + SECRET,
                "REDIS_URL=redis://:" + SECRET + "@h REDIS_HOST=g",
                "REDIS_URL=redis://:" + SECRET + "@h REDIS_PORT=1",
                "REDIS_URL=redis://:" + SECRET + "@h REDIS_PASSWORD=other",
                "REDIS_URL=redis://:other@h REDIS_PASSWORD=" + SECRET,
                "REDIS_URL=redis://:" + SECRET + "@h REDIS_USERNAME=u",
                "REDIS_URL=redis://:" + SECRET + "@h REDIS_DATABASE=x",
                "REDIS_URL=redis://:" + SECRET + "@h REDIS_TLS_CA_FILE=/ca",
                "REDIS_HOST=h REDIS_PASSWORD=" + SECRET + " REDIS_PASSWORD_FILE=/etc/hosts",
                "REDIS_HOST=h REDIS_TLS=true REDIS_TLS_KEY_STORE_PASSWORD=" + SECRET,
                "REDIS_HOST=h REDIS_COMMAND_TIMEOUT=redis://u:" + SECRET + "@h",
                "REDIS_HOST=h REDIS_CLIENT_NAME=redis://u:" + SECRET
                        + "@h/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "REDIS_HOST=h REDIS_PASSWORD_FILE=" + SECRET + "@h",
                "REDIS_HOST=h REDIS_BREAKER_WINDOW=u:" + SECRET,
                "CACHE_KEY_PREFIX=redis://u:" + SECRET + "@h",
                "RATE_LIMIT_CHAT_MAX=redis://u:" + SECRET + "@h",
                "REDIS_URL=redis://:" + SECRET + "@h CACHE_KEY_PREFIX=*",
                "REDIS_HOST=redis://u:" + SECRET + "@h",
                "REDIS_HOST=u:" + SECRET + "@h",
                "REDIS_HOST=" + SECRET + "@h",
                "REDIS_HOST=u:" + SECRET,
                "REDIS_HOST=h REDIS_PORT=x REDIS_PASSWORD=" + SECRET,
                "REDIS_HOST=h REDIS_PORT=" + SECRET + "@h",
                "REDIS_PASSWORD=" + SECRET
            })
    @DisplayName("never shows a password, whatever is wrong, in a message, a cause or a stack trace")
    void secrets(String variables) {
        Throwable thrown = catchThrowable(() -> settings(variables));

        assertThat(thrown).isInstanceOf(ConfigurationException.class);
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(SECRET);
    }

    @Test
    @DisplayName("never shows a password in the text of the settings either")
    void secretsInText() {
        assertThat(settings("REDIS_URL=redis://u:" + SECRET + "@h").toString())
                .contains("redis://u:***@h:6379/0")
                .doesNotContain(SECRET);
        assertThat(settings("REDIS_HOST=h REDIS_PASSWORD=" + SECRET).toString()).doesNotContain(SECRET);
    }

    private static void refused(String variables, String... parts) {
        assertThatThrownBy(() -> settings(variables))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(parts);
    }

    private static RedisSettings redis(String variables) {
        return Objects.requireNonNull(settings(variables).redis());
    }

    private static RedoubtSettings settings(String variables) {
        return RedoubtSettings.fromEnvironment(variables(variables));
    }

    /** Parses variables in shell notation: {@code NAME=value NAME=value}. */
    private static Map<String, String> variables(String text) {
        Map<String, String> variables = new HashMap<>();
        Arrays.stream(text.split(" +")).filter(pair -> !pair.isEmpty()).forEach(pair -> {
            int equals = pair.indexOf('=');
            variables.put(pair.substring(0, equals), pair.substring(equals + 1));
        });
        return variables;
    }
}
