package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.Codec;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.session.SessionEventPublishing;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.json.JsonCodec;
import io.redoubt.ratelimit.RateLimitOverride;
import io.redoubt.redis.ConnectionListener;
import io.redoubt.redis.RedisSettings;
import io.redoubt.session.SessionSettings;
import io.redoubt.tck.log.CapturedLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The settings")
final class RedoubtSettingsTest {

    @Test
    @DisplayName("let the largest value fit into a reply")
    void replySize() {
        RedoubtSettings.Builder builder = RedoubtSettings.builder()
                .redis(RedisSettings.builder().maxReplyBytes(1 << 20).build());
        int largest = 768 << 10;
        assertThat(builder.maxValueBytes(largest).build().maxValueBytes()).isEqualTo(largest);
        assertThatThrownBy(() -> builder.maxValueBytes(largest + 1).build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("maxReplyBytes must be at least maxValueBytes (786433) and 262144 more: 1048576");
    }

    @Test
    @DisplayName("name a server by its URL or with all its settings")
    void server() {
        RedisSettings redis = RedisSettings.of("h", 1);

        assertThat(RedoubtSettings.builder().url("redis://h:1").build().redis()).isEqualTo(redis);
        assertThat(RedoubtSettings.builder().redis(redis).build().redis()).isSameAs(redis);
    }

    @Test
    @DisplayName("refuse a wrong URL without showing its password")
    void wrongUrl() {
        assertThatThrownBy(() -> RedoubtSettings.builder().url("redis://:s3cr3t@h:0"))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("redis://***@h:0")
                .hasMessageNotContaining("s3cr3t")
                .rootCause()
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    @DisplayName("add the colon to a prefix, and refuse one that is none")
    void prefix() {
        assertThat(RedoubtSettings.builder().keyPrefix("a").build().keyPrefix()).isEqualTo("a:");
        assertThatThrownBy(() -> RedoubtSettings.builder().keyPrefix("a b").build())
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("bad key prefix 'a b");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, (64 << 20) + 1, Integer.MAX_VALUE})
    @DisplayName("refuse a largest value that is not from 1 byte to 64 MiB")
    void maxValueBytes(int bytes) {
        assertThatThrownBy(() -> RedoubtSettings.builder()
                        .maxValueBytes(bytes)
                        .embeddedMaxBytes(Long.MAX_VALUE)
                        .build())
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("maxValueBytes must be between 1 and 67108864: " + bytes);
    }

    @Test
    @DisplayName("refuse to keep less in this process than one value of the largest size and its key")
    void embeddedMaxBytes() {
        RedoubtSettings.Builder builder = RedoubtSettings.builder().maxValueBytes(1000);

        assertThat(builder.embeddedMaxBytes(5096).build().embeddedMaxBytes()).isEqualTo(5096);
        assertThatThrownBy(() -> builder.embeddedMaxBytes(5095).build())
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("embeddedMaxBytes")
                .hasMessageContaining("5095");
    }

    @Test
    @DisplayName("with a server are not for the embedded Redoubt, and without one not for a connected one")
    void mismatch() {
        RedoubtSettings server =
                RedoubtSettings.builder().url("redis://:s3cr3t@h").build();
        RedoubtSettings none = RedoubtSettings.builder().build();

        assertThatThrownBy(() -> Redoubt.embedded(server))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("redis://:***@h:6379/0")
                .hasMessageContaining("Redoubt.connect(settings)")
                .hasMessageNotContaining("s3cr3t");
        assertThatThrownBy(() -> Redoubt.connect(none))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Redoubt.embedded()");
    }

    @Test
    @DisplayName("from the environment are completed by code, and code by code")
    void toBuilder() {
        RedoubtSettings environment = RedoubtSettings.fromEnvironment(Map.of(
                "REDIS_URL", "redis://h",
                "REDIS_COMMAND_TIMEOUT", "250ms",
                "REDOUBT_DRIVER", "jedis",
                "REDOUBT_CLOSE_ON_SHUTDOWN", "true",
                "CACHE_KEY_PREFIX", "game",
                "CACHE_MAX_VALUE_BYTES", "1KiB",
                "CACHE_EMBEDDED_MAX_BYTES", "1MiB",
                "SESSION_TTL", "20m",
                "SESSION_LIFETIME", "1d",
                "RATE_LIMIT_CHAT_MAX", "3"));
        Codec codec = JsonCodec.create();
        ConnectionListener listener = event -> {};

        RedoubtSettings both = environment.toBuilder()
                .codec(codec)
                .redis(redis -> redis.listener(listener))
                .rateLimitWindow("chat", Duration.ofMinutes(1))
                .sessionMaxPerUser(7)
                .sessionOverflowPolicy(SessionOverflowPolicy.REJECT)
                .sessionRotationGrace(Duration.ofSeconds(10))
                .sessionEvents(SessionEventPublishing.OFF)
                .sessionNearCache(SessionNearCacheSettings.maxEntries(100))
                .build();
        RedoubtSettings again = both.toBuilder().build();

        for (RedoubtSettings settings : List.of(both, again)) {
            RedisSettings redis = Objects.requireNonNull(settings.redis());
            assertThat(redis.commandTimeout()).isEqualTo(Duration.ofMillis(250));
            assertThat(redis.listener()).isSameAs(listener);
            assertThat(settings.codec()).isSameAs(codec);
            assertThat(settings.driver()).isEqualTo("jedis");
            assertThat(settings.closesOnShutdown()).isTrue();
            assertThat(settings.keyPrefix()).isEqualTo("game:");
            assertThat(settings.maxValueBytes()).isEqualTo(1024);
            assertThat(settings.embeddedMaxBytes()).isEqualTo(1 << 20);
            assertThat(settings.sessions())
                    .isEqualTo(new SessionSettings(
                            codec,
                            "game:",
                            Duration.ofMinutes(20),
                            Duration.ofDays(1),
                            7,
                            SessionOverflowPolicy.REJECT,
                            Duration.ofSeconds(10),
                            SessionEventPublishing.OFF,
                            AsyncSettings.defaults(),
                            SessionNearCacheSettings.maxEntries(100)));
            assertThat(settings.rateLimits().overrides())
                    .containsOnly(Map.entry("chat", new RateLimitOverride(3, Duration.ofMinutes(1))));
        }
        assertThat(environment.sessions().maxPerUser()).isEqualTo(5);
        assertThat(environment.rateLimits().overrides())
                .containsOnly(Map.entry("chat", new RateLimitOverride(3, null)));
    }

    @Test
    @DisplayName("do not change with the builder that they come from")
    void immutable() {
        RedoubtSettings.Builder builder = RedoubtSettings.builder().rateLimitMax("chat", 1);
        RedoubtSettings settings = builder.build();
        builder.rateLimitMax("chat", 2).keyPrefix("other").sessionMaxPerUser(1).closeOnShutdown();

        assertThat(settings.keyPrefix()).isEmpty();
        assertThat(settings.toBuilder().build().closesOnShutdown()).isFalse();
        assertThat(settings.toBuilder().build().sessions().maxPerUser()).isEqualTo(5);
        assertThat(settings.toBuilder().build().rateLimits().overrides())
                .containsOnly(Map.entry("chat", new RateLimitOverride(1, null)));
    }

    @Test
    @DisplayName("of connections are not changed where there is no server")
    void changeWithoutServer() {
        assertThat(RedoubtSettings.builder()
                        .redis(redis -> redis.maxConnections(1))
                        .build()
                        .redis())
                .isNull();
    }

    @Test
    @DisplayName("without a server open the embedded Redoubt with a warning, with one a connected one")
    void open() {
        try (CapturedLog log = CapturedLog.of("io.redoubt");
                Redoubt redoubt = Redoubt.open(RedoubtSettings.builder().build())) {
            CapturedLog.Excerpt excerpt = log.fromHere();
            Redoubt.open(RedoubtSettings.builder().build()).close();
            assertThat(excerpt.count("WARN", List.of("state lives in this process only")))
                    .isEqualTo(1);
            assertThat(redoubt.connections()).isEmpty();
        }
        try (Redoubt redoubt = Redoubt.open(RedoubtSettings.builder()
                .url("redis://127.0.0.1:1")
                .driver("jedis")
                .build())) {
            assertThat(redoubt.connections()).isPresent();
        }
        assertThatThrownBy(() -> Redoubt.open(
                        RedoubtSettings.fromEnvironment(Map.of("REDIS_HOST", "h", "REDOUBT_DRIVER", "redisson"))))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("REDOUBT_DRIVER", "'redisson'", "[jedis, lettuce]");
    }
}
