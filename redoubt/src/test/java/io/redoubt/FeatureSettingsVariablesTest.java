package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.ratelimit.CalendarUnit;
import io.redoubt.api.ratelimit.RateLimitPolicies;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.api.session.SessionEventPublishing;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.ratelimit.RateLimitOverride;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The variables of the features")
final class FeatureSettingsVariablesTest {

    @Test
    @DisplayName("set the idle timeout of sessions in seconds, and how many a user may have")
    void sessions() {
        RedoubtSettings settings =
                RedoubtSettings.fromEnvironment(Map.of("SESSION_TTL", "900", "SESSION_MAX_PER_USER", "2"));

        assertThat(settings.sessions().idleTimeout()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.sessions().maxPerUser()).isEqualTo(2);
    }

    @Test
    @DisplayName("set the lifetime of sessions, what happens at the limit, and the sizes of the cache")
    void others() {
        RedoubtSettings settings = RedoubtSettings.fromEnvironment(Map.of(
                "SESSION_TTL", "20m",
                "SESSION_LIFETIME", "12h",
                "SESSION_OVERFLOW_POLICY", "evict-least-recently-used",
                "SESSION_ROTATION_GRACE", "60",
                "SESSION_EVENTS", "off",
                "CACHE_MAX_VALUE_BYTES", "256KiB",
                "CACHE_EMBEDDED_MAX_BYTES", "1GiB",
                "REDOUBT_CLOSE_ON_SHUTDOWN", "true"));

        assertThat(settings.sessions().idleTimeout()).isEqualTo(Duration.ofMinutes(20));
        assertThat(settings.sessions().absoluteLifetime()).isEqualTo(Duration.ofHours(12));
        assertThat(settings.sessions().policy()).isEqualTo(SessionOverflowPolicy.EVICT_LEAST_RECENTLY_USED);
        assertThat(settings.sessions().rotationGrace()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.sessions().events()).isEqualTo(SessionEventPublishing.OFF);
        assertThat(settings.maxValueBytes()).isEqualTo(256 << 10);
        assertThat(settings.embeddedMaxBytes()).isEqualTo(1 << 30);
        assertThat(settings.closesOnShutdown()).isTrue();
        assertThat(RedoubtSettings.fromEnvironment(Map.of("REDOUBT_CLOSE_ON_SHUTDOWN", "0"))
                        .closesOnShutdown())
                .isFalse();
    }

    @Test
    @DisplayName("set the bounds of asynchronous calls, and leave the others at their defaults")
    void asyncCalls() {
        RedoubtSettings settings = RedoubtSettings.fromEnvironment(Map.of(
                "REDOUBT_ASYNC_MAX_RUNNING", "100000",
                "REDOUBT_ASYNC_MAX_QUEUED", "0",
                "REDOUBT_ASYNC_QUEUE_TIMEOUT", "250"));

        assertThat(settings.async())
                .isEqualTo(AsyncSettings.defaults().withMaxRunning(100_000).withQueue(0, Duration.ofMillis(250)));
        assertThat(RedoubtSettings.fromEnvironment(Map.of()).async()).isEqualTo(AsyncSettings.defaults());
    }

    @ParameterizedTest
    @CsvSource({
        "REDOUBT_ASYNC_MAX_RUNNING, 0, a number between 1 and 100000",
        "REDOUBT_ASYNC_MAX_RUNNING, 100001, a number between 1 and 100000",
        "REDOUBT_ASYNC_MAX_QUEUED, 1000001, a number between 0 and 1000000",
        "REDOUBT_ASYNC_QUEUE_TIMEOUT, 2h, 'a time from 1ms to 1h, like 1s'"
    })
    @DisplayName("of asynchronous calls are refused outside of their ranges")
    void asyncRanges(String name, String value, String allowed) {
        assertThatThrownBy(() -> RedoubtSettings.fromEnvironment(Map.of(name, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(name, value, allowed);
    }

    @Test
    @DisplayName("leave 30 minutes, and 5 sessions, unless they are set")
    void defaults() {
        RedoubtSettings settings = RedoubtSettings.fromEnvironment(Map.of());

        assertThat(settings.sessions().idleTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(settings.sessions().maxPerUser()).isEqualTo(5);
        assertThat(settings.rateLimits().overrides()).isEmpty();
    }

    @Test
    @DisplayName("replace limit and window of rate limit policies, by their names in upper case")
    void rateLimits() {
        Map<String, RateLimitOverride> overrides = RedoubtSettings.fromEnvironment(Map.of(
                        "RATE_LIMIT_CHAT_MAX", "20",
                        "RATE_LIMIT_CHAT_WINDOW", "60000",
                        "RATE_LIMIT_API_WINDOW", "24d",
                        "RATE_LIMIT_LOG_IN_MAX", "3"))
                .rateLimits()
                .overrides();

        assertThat(overrides)
                .containsOnly(
                        Map.entry("chat", new RateLimitOverride(20, Duration.ofMinutes(1))),
                        Map.entry("api", new RateLimitOverride(null, Duration.ofDays(24))),
                        Map.entry("log-in", new RateLimitOverride(3, null)));
    }

    @Test
    @DisplayName(
            "define rate limit policies without a program, with any algorithm, and far higher ones if they only count")
    void definedRateLimits() {
        RedoubtSettings settings = RedoubtSettings.fromEnvironment(Map.ofEntries(
                Map.entry("RATE_LIMIT_EXPORT_MAX", "1000000000"),
                Map.entry("RATE_LIMIT_EXPORT_WINDOW", "366d"),
                Map.entry("RATE_LIMIT_EXPORT_ALGORITHM", "token-bucket"),
                Map.entry("RATE_LIMIT_REPORT_MAX", "5"),
                Map.entry("RATE_LIMIT_REPORT_ALGORITHM", "calendar-day:Europe/Berlin"),
                Map.entry("RATE_LIMIT_CHAT_MAX", "7"),
                Map.entry("RATE_LIMIT_HALF_MAX", "7")));
        try (Redoubt redoubt = Redoubt.embedded(settings)) {
            RateLimiter limiter = redoubt.rateLimiter();
            assertThat(limiter.policy("export"))
                    .isEqualTo(
                            RateLimitPolicy.tokenBucket("export", 1_000_000_000, 1_000_000_000, Duration.ofDays(366)));
            assertThat(limiter.policy("report"))
                    .isEqualTo(
                            RateLimitPolicy.calendarWindow("report", 5, CalendarUnit.DAY, ZoneId.of("Europe/Berlin")));
            assertThat(limiter.policy("chat")).isEqualTo(RateLimitPolicies.CHAT.limit(7));
            assertThat(limiter.policy("api")).isEqualTo(RateLimitPolicies.API);
            assertThat(limiter.tryAcquire(limiter.policy("export").by("user", "42"))
                            .remaining())
                    .isEqualTo(999_999_999);
            assertThatThrownBy(() -> limiter.policy("half"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("RATE_LIMIT_HALF_WINDOW");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SESSION_TTL             | 0        | a time from 1s to 30d",
                "SESSION_TTL             | 999ms    | a time from 1s to 30d",
                "SESSION_TTL             | 2592001  | a time from 1s to 30d",
                "SESSION_TTL             | 31d      | a time from 1s to 30d",
                "SESSION_LIFETIME        | 900      | a time from SESSION_TTL to 365d",
                "SESSION_LIFETIME        | 29m      | the absolute lifetime of sessions must be from PT30M",
                "SESSION_MAX_PER_USER    | -1       | a number between 1 and 100",
                "SESSION_MAX_PER_USER    | 101      | a number between 1 and 100",
                "SESSION_OVERFLOW_POLICY    | evict    | reject, evict-oldest or evict-least-recently-used",
                "SESSION_ROTATION_GRACE  | 61       | a time from 0s to 60s",
                "SESSION_ROTATION_GRACE  | 60001ms  | a time from 0s to 60s",
                "SESSION_EVENTS          | some     | on or off",
                "SESSION_NEAR_MAX_ENTRIES | 0       | a number between 1 and 1000000",
                "SESSION_NEAR_MAX_ENTRIES | 1000001 | a number between 1 and 1000000",
                "CACHE_MAX_VALUE_BYTES   | 65MiB    | maxValueBytes must be between 1 and 67108864",
                "CACHE_MAX_VALUE_BYTES   | 4GiB     | a size from 1 byte to 64MiB",
                "CACHE_NEAR_MAX_ENTRIES  | 0        | a number between 1 and 1000000000",
                "CACHE_NEAR_MAX_BYTES    | 1        | a size from 1KiB",
                "CACHE_EMBEDDED_MAX_BYTES | 1MiB    | embeddedMaxBytes must be at least",
                "REDOUBT_CLOSE_ON_SHUTDOWN | maybe  | true or false",
                "RATE_LIMIT_CHAT_MAX     | ten      | a number between 1 and 1000000000",
                "RATE_LIMIT_CHAT_MAX     | 1000000001 | a number between 1 and 1000000000",
                "RATE_LIMIT_CHAT_WINDOW  | 0        | a time from 1ms to 366d",
                "RATE_LIMIT_CHAT_WINDOW  | 367d     | a time from 1ms to 366d",
                "RATE_LIMIT_CHAT_WINDOW  | 31622400001 | a time from 1ms to 366d",
                "RATE_LIMIT_CHAT_ALGORITHM | gcra   | sliding-window-counter, token-bucket",
                "RATE_LIMIT_CHAT_ALGORITHM | calendar-week | like calendar-day:Europe/Berlin",
                "RATE_LIMIT_TIMEOUT      | 0        | a time from 1ms to 1h",
                "RATE_LIMIT_PROCESSES    | 0        | a number between 1 and 100000"
            })
    @DisplayName("stop the start if they are wrong, and say which, and what is allowed")
    void wrong(String name, String value, String allowed) {
        assertThatThrownBy(() -> RedoubtSettings.fromEnvironment(Map.of(name, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name + "=" + value)
                .hasMessageContaining(allowed);
    }

    @Test
    @DisplayName("give sessions a near cache, whose copies are used for 10 s unless set otherwise")
    void sessionNearCache() {
        assertThat(RedoubtSettings.fromEnvironment(Map.of()).sessions().nearCache())
                .isNull();
        assertThat(sessionNearCache("500", "1m")).isEqualTo(new SessionNearCacheSettings(500, Duration.ofMinutes(1)));
        assertThat(sessionNearCache("1000000", "3"))
                .isEqualTo(new SessionNearCacheSettings(1_000_000, Duration.ofSeconds(3)));
        assertThat(RedoubtSettings.fromEnvironment(Map.of("SESSION_NEAR_MAX_ENTRIES", "1"))
                        .sessions()
                        .nearCache())
                .isEqualTo(new SessionNearCacheSettings(1, Duration.ofSeconds(10)));
        assertThatThrownBy(() -> RedoubtSettings.fromEnvironment(Map.of("SESSION_NEAR_MAX_AGE", "5s")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("SESSION_NEAR_MAX_AGE is set, but sessions have no near cache")
                .hasMessageContaining("set SESSION_NEAR_MAX_ENTRIES too");
        for (String age : List.of("0", "61", "60001ms")) {
            assertThatThrownBy(() -> sessionNearCache("5", age))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("SESSION_NEAR_MAX_AGE=" + age)
                    .hasMessageContaining("a time from 1ms to 60s");
        }
    }

    private static @Nullable SessionNearCacheSettings sessionNearCache(String entries, String age) {
        return RedoubtSettings.fromEnvironment(Map.of("SESSION_NEAR_MAX_ENTRIES", entries, "SESSION_NEAR_MAX_AGE", age))
                .sessions()
                .nearCache();
    }

    @Test
    @DisplayName("give all regions a near cache with one limit of its size")
    void nearCache() {
        assertThat(RedoubtSettings.fromEnvironment(Map.of("CACHE_NEAR_MAX_ENTRIES", "5", "CACHE_NEAR_MAX_AGE", "10s"))
                        .nearCache())
                .contains(NearCacheSettings.maxEntries(5).maxAge(Duration.ofSeconds(10)));
        assertThat(RedoubtSettings.fromEnvironment(Map.of(
                                "CACHE_NEAR_MAX_BYTES", "1MiB", "CACHE_NEAR_MESSAGES_IF_TRACKING_REFUSED", "true"))
                        .nearCache())
                .contains(NearCacheSettings.maxBytes(1 << 20).messagesIfTrackingRefused());
        assertThatThrownBy(() ->
                        RedoubtSettings.fromEnvironment(Map.of("CACHE_NEAR_MESSAGES_IF_TRACKING_REFUSED", "true")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("set CACHE_NEAR_MAX_ENTRIES or CACHE_NEAR_MAX_BYTES too");
        assertThatThrownBy(() -> RedoubtSettings.fromEnvironment(Map.of("CACHE_NEAR_MAX_AGE", "10s")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("set CACHE_NEAR_MAX_ENTRIES or CACHE_NEAR_MAX_BYTES too");
        assertThatThrownBy(() -> RedoubtSettings.fromEnvironment(
                        Map.of("CACHE_NEAR_MAX_ENTRIES", "5", "CACHE_NEAR_MAX_BYTES", "1MiB")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CACHE_NEAR_MAX_BYTES is set, but CACHE_NEAR_MAX_ENTRIES is set too");
    }

    @Test
    @DisplayName("give values under key prefixes near caches with the same limits")
    void nearPrefixes() {
        NearCacheSettings near = NearCacheSettings.maxEntries(5);
        assertThat(fromPrefixes(" user: , item:").nearCaches()).isEqualTo(Map.of("user:", near, "item:", near));
        RedoubtSettings messaging = RedoubtSettings.fromEnvironment(Map.of(
                "CACHE_NEAR_MAX_ENTRIES",
                "5",
                "CACHE_NEAR_MESSAGES_IF_TRACKING_REFUSED",
                "true",
                "CACHE_NEAR_PREFIXES",
                "user:"));
        assertThat(messaging.nearCaches()).isEqualTo(Map.of("user:", near.messagesIfTrackingRefused()));
        assertThat(messaging.nearCache()).contains(near.messagesIfTrackingRefused());
        assertThatThrownBy(() -> RedoubtSettings.fromEnvironment(Map.of("CACHE_NEAR_PREFIXES", "user:")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CACHE_NEAR_PREFIXES is set, but there is no near cache")
                .hasMessageContaining("set CACHE_NEAR_MAX_ENTRIES or CACHE_NEAR_MAX_BYTES too");
        assertThatThrownBy(() -> fromPrefixes("user:,,item:"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CACHE_NEAR_PREFIXES=")
                .hasMessageContaining("up to 32 key prefixes separated by commas");
        assertThatThrownBy(() -> fromPrefixes("user:,user:4"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CACHE_NEAR_PREFIXES=")
                .hasMessageContaining("the key prefixes 'user:' and 'user:4' of near caches overlap");
        String all = IntStream.range(10, 42).mapToObj(i -> "p" + i).collect(Collectors.joining(","));
        assertThat(fromPrefixes(all).nearCaches()).hasSize(32);
        assertThatThrownBy(() -> fromPrefixes(all + ",p42"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("at most 32 key prefixes can have near caches, but there are 33");
    }

    private static RedoubtSettings fromPrefixes(String prefixes) {
        return RedoubtSettings.fromEnvironment(Map.of("CACHE_NEAR_MAX_ENTRIES", "5", "CACHE_NEAR_PREFIXES", prefixes));
    }

    @ParameterizedTest
    @CsvSource({"RATE_LIMIT__MAX", "RATE_LIMIT_chat_MAX", "RATE_LIMIT_9_WINDOW"})
    @DisplayName("stop the start if they name no policy")
    void noPolicy(String name) {
        assertThatThrownBy(() -> RedoubtSettings.fromEnvironment(Map.of(name, "10")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name);
    }
}
