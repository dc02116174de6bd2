package io.redoubt.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A Redis URL")
final class RedisUrlParserTest {

    private static final String SECRET = "s3cr3t";

    @Nested
    @DisplayName("names")
    final class AcceptedUrls {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "redis://localhost                | localhost       | 6379  | 0",
                    "redis://localhost/               | localhost       | 6379  | 0",
                    "redis://localhost:1              | localhost       | 1     | 0",
                    "redis://localhost:65535/         | localhost       | 65535 | 0",
                    "redis://redis_cache:6380/2       | redis_cache     | 6380  | 2",
                    "redis://10.0.0.1/1023            | 10.0.0.1        | 6379  | 1023",
                    "redis://my-redis.example.com/0   | my-redis.example.com | 6379 | 0",
                    "redis://[::1]                    | ::1             | 6379  | 0",
                    "redis://[fe80::1%eth0]:6380/3    | fe80::1%eth0    | 6380  | 3",
                    "rediss://h:6380                  | h               | 6380  | 0",
                    "redis://:p@h:6380/7              | h               | 6380  | 7",
                    "redis://u:p@[2001:db8::7]:6380/7 | 2001:db8::7     | 6380  | 7"
                })
        @DisplayName("a host, a port and a database")
        void address(String url, String host, int port, int database) {
            RedisSettings settings = RedisSettings.fromUrl(url);

            assertThat(settings.servers()).isEqualTo(new RedisEndpoints.Standalone(new Node(host, port)));
            assertThat(settings.database()).isEqualTo(database);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "redis://h                     |       |",
                    "redis://:secret@h             |       | secret",
                    "redis://user:secret@h         | user  | secret",
                    "redis://user:a%40b%2Fc%25d@h  | user  | a@b/c%d",
                    "redis://us%3Aer:p@h           | us:er | p",
                    "redis://user:p@ss@h:6379/1    | user  | p@ss",
                    "redis://user:p/1:2@h          | user  | p/1:2",
                    "redis://user:a+b%2Bc@h        | user  | a+b+c",
                    "redis://user:p%C3%A4ss@h      | user  | p\u00E4ss",
                    "redis://:p%20%3F%23@h         |       | p ?#"
                })
        @DisplayName("a user and a password, percent-encoded or, where it is clear, plain")
        void credentials(String url, @Nullable String user, @Nullable String password) {
            RedisSettings settings = RedisSettings.fromUrl(url);

            assertThat(settings.credentials()).isEqualTo(password == null ? null : new Credentials(user, password));
            assertThat(settings.servers().nodes().get(0).host()).isEqualTo("h");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "redis://:***@a:1,b:6379/0",
                    "redis-cluster://a:6379/0",
                    "rediss-cluster://u:***@a:1,[::1]:2/0",
                    "redis-sentinel://a:26379,b:1/2#mymaster",
                    "rediss-sentinel://u:***@a:26379/0#m.1"
                })
        @DisplayName("several hosts of a cluster, or sentinels and the name of their master")
        void several(String url) {
            RedisSettings settings = RedisSettings.fromUrl(url.replace("***", SECRET));

            assertThat(settings.toString().replace("-cluster", "")).isEqualTo(url.replace("-cluster", ""));
            assertThat(settings.servers())
                    .isInstanceOf(
                            url.contains("sentinel") ? RedisEndpoints.Sentinel.class : RedisEndpoints.Cluster.class);
            assertThat(settings.tls() != null).isEqualTo(url.startsWith("rediss"));
        }

        @Test
        @DisplayName("sentinels at port 26379 unless it says otherwise")
        void sentinelPort() {
            assertThat(RedisSettings.fromUrl("redis-sentinel://a,b:1#m").servers())
                    .isEqualTo(
                            new RedisEndpoints.Sentinel(List.of(new Node("a", 26_379), new Node("b", 1)), "m", null));
        }

        @Test
        @DisplayName("TLS with the trust of the JVM by rediss, and plain TCP by redis")
        void tls() {
            assertThat(RedisSettings.fromUrl("rediss://h").tls()).isEqualTo(TlsSettings.systemTrust());
            assertThat(RedisSettings.fromUrl("redis://h").tls()).isNull();
        }

        @Test
        @DisplayName("the same with spaces and line ends around it, as files and shells leave them")
        void spaces() {
            assertThat(RedisSettings.fromUrl(" redis://h:1\n")).isEqualTo(RedisSettings.of("h", 1));
        }

        @Test
        @DisplayName("nothing of the other settings, which keep their defaults")
        void defaults() {
            assertThat(RedisSettings.fromUrl("redis://localhost"))
                    .isEqualTo(RedisSettings.builder().build());
        }
    }

    @Nested
    @DisplayName("is refused")
    final class RejectedUrls {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "``                      | must begin with redis:// or rediss://",
                    "localhost:6379          | must begin with redis:// or rediss://",
                    "http://h                | must begin with redis:// or rediss://",
                    "redis:/h                | must begin with redis:// or rediss://",
                    "redis://                | must name a host",
                    "redis:///0              | must name a host",
                    "redis://:6379           | must name a host",
                    "redis://:p@             | must name a host",
                    "redis://:p@:6379        | must name a host",
                    "redis://[]:6379         | must name a host",
                    "redis://a,              | must name a host",
                    "redis://a,,b            | must name a host",
                    "redis-cluster://        | must name a host",
                    "redis-sentinel://h      | the master's name must stand at the end, after '#'",
                    "redis-sentinel://h#     | the master's name must stand at the end, after '#'",
                    "redis-sentinel://h#a b  | the master's name must stand at the end, after '#'",
                    "redis-replica://h       | must begin with redis:// or rediss://",
                    "redis://h#m             | '?' or '#' are not supported",
                    "redis://a b             | must name a host",
                    "redis://::1             | IPv6 address stands in brackets",
                    "redis://::1:6379        | IPv6 address stands in brackets",
                    "redis://[::1            | IPv6 address stands in brackets",
                    "redis://x[::1]:6379     | IPv6 address stands in brackets",
                    "redis://[::1]x:6379     | IPv6 address stands in brackets",
                    "redis://[::1]x          | IPv6 address stands in brackets",
                    "redis://h:              | port after ':' is missing",
                    "redis://h:/0            | port after ':' is missing",
                    "redis://h:0             | the port must be a number between 1 and 65535",
                    "redis://h:65536         | the port must be a number between 1 and 65535",
                    "redis://h:-1            | the port must be a number between 1 and 65535",
                    "redis://h:+1            | the port must be a number between 1 and 65535",
                    "redis://h:99999999999   | the port must be a number between 1 and 65535",
                    "redis://h:port          | the port must be a number between 1 and 65535",
                    "redis://h:\u0663        | the port must be a number between 1 and 65535",
                    "redis://h/-1            | the database must be a number between 0 and 1023",
                    "redis://h/1024          | the database must be a number between 0 and 1023",
                    "redis://h/one           | the database must be a number between 0 and 1023",
                    "redis://h/1/2           | the database must be a number between 0 and 1023",
                    "redis://user@h          | a user needs a password",
                    "redis://@h              | a user needs a password",
                    "redis://user:@h         | the password is empty",
                    "redis://:@h             | the password is empty",
                    "redis://:p%@h           | not followed by two hexadecimal digits",
                    "redis://:p%4@h          | not followed by two hexadecimal digits",
                    "redis://:p%zz@h         | not followed by two hexadecimal digits",
                    "redis://%zz:p@h         | not followed by two hexadecimal digits",
                    "redis://h?timeout=1     | '?' or '#' are not supported",
                    "redis://h/0?db=1        | '?' or '#' are not supported",
                    "redis://:p#q@h          | '?' or '#' are not supported"
                })
        @DisplayName("with the reason and an example")
        void bad(String url, String reason) {
            assertThatThrownBy(() -> RedisSettings.fromUrl(url))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bad Redis URL")
                    .hasMessageContaining(reason)
                    .hasMessageContaining("redis://:password@host/0");
        }

        @Test
        @DisplayName("if a part of the password is percent-encoded but not UTF-8, which would be another password")
        void notUtf8() {
            assertThatThrownBy(() -> RedisSettings.fromUrl("redis://:p%FFq@h"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("UTF-8");
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://h", "redis://h:port", "redis://h:65536", "redis://h/one"})
        @DisplayName("by a message that begins with what was written, as far as it cannot be a secret")
        void shown(String url) {
            int end = Math.max(url.indexOf("port"), Math.max(url.indexOf("one"), 0));
            assertThatThrownBy(() -> RedisSettings.fromUrl(url))
                    .hasMessageContaining(url.substring(0, end == 0 ? url.length() : end));
        }
    }

    @Nested
    @DisplayName("never shows its password")
    final class Secrets {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "redis://user:" + SECRET + "@h:99999",
                    "redis://:" + SECRET + "@h/x",
                    "redis://:" + SECRET + "%zz@h",
                    "redis://:a@" + SECRET + "@h:0",
                    "redis://:" + SECRET + "?@h",
                    "redis://" + SECRET + "@h",
                    "http://user:" + SECRET + "@h",
                    "redis:/user:" + SECRET + "@h",
                    "redis//:" + SECRET + "@h",
                    "user:" + SECRET + "@h:6379",
                    ":" + SECRET + "@h",
                    SECRET + "@h",
                    "redis://user:" + SECRET,
                    "redis://:" + SECRET,
                    "redis://user:" + SECRET + "%40h:6379",
                    "redis://user:" + SECRET + "h:6379",
                    "redis://user:" + SECRET + "#h",
                    "user:" + SECRET,
                    "redis://h:6379/" + SECRET,
                    "redis://a://b:" + SECRET + "@h:0",
                    "redis://a,b:" + SECRET,
                    "redis-sentinel://a,b#m/" + SECRET,
                    "redis-sentinel://:" + SECRET + "@a,b"
                })
        @DisplayName(
                "not in a message, a cause or a stack trace, whatever is wrong, a forgotten '@' or scheme included")
        void inNoMessage(String url) {
            Throwable thrown = catchThrowable(() -> RedisSettings.fromUrl(url));

            assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain(SECRET);
        }

        @Test
        @DisplayName("not in the text of the settings, which shows that there is one")
        void inNoText() {
            assertThat(RedisSettings.fromUrl("rediss://user:" + SECRET + "@h:6380/2"))
                    .hasToString("rediss://user:***@h:6380/2");
            assertThat(RedisSettings.fromUrl("redis://:" + SECRET + "@[::1]")).hasToString("redis://:***@[::1]:6379/0");
            assertThat(RedisSettings.fromUrl("redis://h")).hasToString("redis://h:6379/0");
        }
    }
}
