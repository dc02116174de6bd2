package io.redoubt.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The settings of a connection")
final class RedisSettingsTest {

    @Test
    @DisplayName("begin with localhost, nobody's credentials, 2 s to connect and 1 s a command")
    void defaults() {
        RedisSettings settings = RedisSettings.builder().build();

        assertThat(settings.servers()).isEqualTo(new RedisEndpoints.Standalone(new Node("localhost", 6379)));
        assertThat(settings.credentials()).isNull();
        assertThat(settings.database()).isZero();
        assertThat(settings.tls()).isNull();
        assertThat(settings.clientName()).isEqualTo("redoubt");
        assertThat(settings.connectMode()).isEqualTo(ConnectMode.IN_BACKGROUND);
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.commandTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.closeTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.maxConnections()).isEqualTo(32);
        assertThat(settings.maxPending()).isEqualTo(4096);
        assertThat(settings.maxPendingBytes()).isEqualTo(64L << 20);
        assertThat(settings.maxReplyBytes())
                .isEqualTo(RedisSettingsBuilder.defaultMaxReplyBytes(
                        Runtime.getRuntime().maxMemory()));
        assertThat(settings.commandBatching()).isEqualTo(CommandBatching.ON);
        assertThat(settings.largeRequestBytes()).isEqualTo(64 << 10);
        assertThat(settings.reconnect()).isEqualTo(ReconnectSettings.forEver());
        assertThat(settings.breaker()).isEqualTo(BreakerSettings.defaults());
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.topologyRefresh()).isEqualTo(Duration.ofSeconds(30));
        assertThat(RedisSettings.of("h", 1))
                .isEqualTo(RedisSettings.builder().node(new Node("h", 1)).build());
    }

    @Test
    @DisplayName("limit replies to an eighth of the heap, from 16 MiB to 512 MiB")
    void replySize() {
        assertThat(RedisSettingsBuilder.defaultMaxReplyBytes(64L << 20)).isEqualTo(16L << 20);
        assertThat(RedisSettingsBuilder.defaultMaxReplyBytes(600L << 20)).isEqualTo(75L << 20);
        assertThat(RedisSettingsBuilder.defaultMaxReplyBytes(64L << 30)).isEqualTo(512L << 20);
        RedisSettingsBuilder builder = RedisSettings.builder();
        assertThat(builder.maxReplyBytes(64L << 10).build().maxReplyBytes()).isEqualTo(64L << 10);
        for (long wrong : new long[] {(64L << 10) - 1, (1L << 40) + 1}) {
            assertThatThrownBy(() -> builder.maxReplyBytes(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("maxReplyBytes must be between 64 KiB and 1 TiB: " + wrong);
        }
    }

    @Test
    @DisplayName("can be copied with changes, and nothing is lost on the way")
    void copy() {
        RedisSettings all = RedisSettings.builder()
                .node(new Node("h", 1))
                .credentials("u", "p")
                .database(3)
                .tls(TlsSettings.systemTrust())
                .clientName("me")
                .connectTimeout(Duration.ofMillis(11))
                .commandTimeout(Duration.ofMillis(12))
                .maxConnections(13)
                .maxPending(14)
                .connectMode(ConnectMode.EAGERLY)
                .closeTimeout(Duration.ofMillis(15))
                .maxPendingBytes(16L << 20)
                .maxReplyBytes(1 << 20)
                .commandBatching(CommandBatching.OFF)
                .largeRequestBytes(17 << 10)
                .reconnect(ReconnectSettings.forEver().giveUpAfter(10))
                .breaker(BreakerSettings.off())
                .heartbeat(Duration.ofMillis(18))
                .topologyRefresh(Duration.ofSeconds(19))
                .addressMapping(node -> node)
                .listener(event -> {})
                .build();

        assertThat(all.toBuilder().build()).isEqualTo(all).hasToString("rediss://u:***@h:1/3");
        assertThat(all.toBuilder().database(4).build()).isNotEqualTo(all);
    }

    @Nested
    @DisplayName("about who connects")
    final class CredentialSettings {

        @Test
        @DisplayName("take a password alone for the default user, whoever was named before")
        void passwordAlone() {
            RedisSettings settings = RedisSettings.builder()
                    .credentials("user", "old")
                    .password("new")
                    .build();

            assertThat(settings.credentials()).isEqualTo(new Credentials(null, "new"));
        }

        @Test
        @SuppressWarnings("NullAway")
        @DisplayName("refuse a user without a password")
        void userAlone() {
            assertThatThrownBy(() ->
                            RedisSettings.builder().credentials("user", null).build())
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("a user has one, or none is named");
        }

        @Test
        @DisplayName("refuse an empty user or password, which are nearly always a variable that was not filled in")
        void empty() {
            assertThatThrownBy(() -> RedisSettings.builder().password("").build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("password must not be empty");
            assertThatThrownBy(
                            () -> RedisSettings.builder().credentials("", "p").build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("username must not be empty");
        }
    }

    @Nested
    @DisplayName("have bounds, which are named when a value is refused:")
    final class Limits {

        @ParameterizedTest
        @ValueSource(ints = {-1, 1024, Integer.MIN_VALUE, Integer.MAX_VALUE})
        @DisplayName("database 0 to 1023")
        void database(int value) {
            refused(() -> RedisSettings.builder().database(value), "database must be between 0 and 1023: " + value);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 0, 1025})
        @DisplayName("maxConnections 1 to 1024")
        void maxConnections(int value) {
            refused(
                    () -> RedisSettings.builder().maxConnections(value),
                    "maxConnections must be between 1 and 1024: " + value);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 0, 1_000_001})
        @DisplayName("maxPending 1 to 1,000,000")
        void maxPending(int value) {
            refused(
                    () -> RedisSettings.builder().maxPending(value),
                    "maxPending must be between 1 and 1000000: " + value);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "PT0S",
                    "PT-1S",
                    "PT0.000999999S",
                    "PT1H0.000000001S",
                    "PT2562047788015215H30M7S",
                    "PT-2562047788015215H-30M-8S"
                })
        @DisplayName("timeouts 1 ms to 1 hour")
        void timeouts(Duration value) {
            refused(
                    () -> RedisSettings.builder().connectTimeout(value),
                    "connectTimeout must be between PT0.001S and PT1H: " + value);
            refused(
                    () -> RedisSettings.builder().commandTimeout(value),
                    "commandTimeout must be between PT0.001S and PT1H: " + value);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "a b", "a\n", "\u00E9", "\u007F"})
        @DisplayName("clientName visible ASCII without spaces")
        void clientName(String value) {
            refused(() -> RedisSettings.builder().clientName(value), "clientName must be 1 to 64 visible ASCII");
        }

        @Test
        @DisplayName("clientName up to 64 characters")
        void clientNameLength() {
            assertThat(RedisSettings.builder()
                            .clientName("~".repeat(64))
                            .build()
                            .clientName())
                    .hasSize(64);
            refused(() -> RedisSettings.builder().clientName("x".repeat(65)), "clientName must be 1 to 64");
        }

        @Test
        @DisplayName("and include the bounds themselves")
        void inclusive() {
            RedisSettings min = RedisSettings.builder()
                    .database(0)
                    .maxConnections(1)
                    .maxPending(1)
                    .clientName("!")
                    .connectTimeout(Duration.ofMillis(1))
                    .commandTimeout(Duration.ofMillis(1))
                    .build();
            RedisSettings max = RedisSettings.builder()
                    .database(1023)
                    .maxConnections(1024)
                    .maxPending(1_000_000)
                    .connectTimeout(Duration.ofHours(1))
                    .commandTimeout(Duration.ofHours(1))
                    .build();

            assertThat(min.maxPending()).isEqualTo(1);
            assertThat(max.maxPending()).isEqualTo(1_000_000);
        }

        private static void refused(ThrowingCallable setting, String message) {
            assertThatThrownBy(setting)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(message);
        }
    }

    @Nested
    @DisplayName("about the servers")
    final class ServerSettings {

        @Test
        @DisplayName("take a database other than 0 for a cluster too, which may be one that has several")
        void clusterDatabase() {
            assertThat(RedisSettings.builder()
                            .cluster(List.of(new Node("h", 1)))
                            .database(1)
                            .build()
                            .database())
                    .isOne();
        }

        @Test
        @DisplayName("refuse to name none, or more than 100")
        void number() {
            assertThatThrownBy(() -> RedisSettings.builder().cluster(List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name 1 to 100 nodes: 0");
            assertThatThrownBy(() -> RedisSettings.builder().sentinel("m", nodes(101)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name 1 to 100 nodes: 101");
            assertThat(RedisSettings.builder()
                            .cluster(nodes(100))
                            .build()
                            .servers()
                            .nodes())
                    .hasSize(100);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "a b", "a\n"})
        @DisplayName("refuse a master's name that no sentinel could have")
        void master(String name) {
            assertThatThrownBy(() -> RedisSettings.builder().sentinel(name, nodes(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("as in sentinel.conf");
        }

        private static List<Node> nodes(int count) {
            return IntStream.rangeClosed(1, count)
                    .mapToObj(i -> new Node("h", i))
                    .toList();
        }
    }
}
