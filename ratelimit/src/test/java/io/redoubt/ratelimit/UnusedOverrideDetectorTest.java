package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.ConcurrencyPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.FakeClock;
import io.redoubt.tck.log.CapturedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An override of a policy that the program never uses")
final class UnusedOverrideDetectorTest {

    private final FakeClock clock = FakeClock.negative();
    private final CapturedLog log = CapturedLog.of("io.redoubt.ratelimit");

    @AfterEach
    void close() {
        log.close();
    }

    private RateLimiterFactory limits(String... overridden) {
        Map<String, RateLimitOverride> overrides = new HashMap<>();
        for (String name : overridden) {
            overrides.put(name, new RateLimitOverride(5, null));
        }
        return RateLimiterFactory.embedded(
                new RateLimitSettings("", overrides), EmbeddedStoreContext.of(clock, Instant.EPOCH));
    }

    private static void use(RateLimiterFactory limits, String policy) {
        limits.limiter()
                .peek(RateLimitPolicy.slidingWindow(policy, 1, Duration.ofSeconds(1))
                        .by("user", "42"));
    }

    @Test
    @DisplayName(
            "is a warning once a day has passed, with the variables and the similar policy that is used; only once")
    void afterADay() {
        RateLimiterFactory limits = limits("caht", "api", "log-in");
        use(limits, "chat");
        use(limits, "api");
        clock.advance(UnusedOverrideDetector.PATIENCE.minusNanos(1));
        use(limits, "chat");
        assertThat(log.lines()).isEmpty();

        clock.advance(Duration.ofNanos(1));
        use(limits, "chat");
        use(limits, "chat");
        limits.close();

        assertThat(log.lines()).hasSize(2);
        assertThat(log.lines().get(0))
                .contains("'caht'", "RATE_LIMIT_CAHT_MAX", "RATE_LIMIT_CAHT_WINDOW", "did you mean 'chat'?")
                .contains("[api, chat]");
        assertThat(log.lines().get(1))
                .contains("'log-in'", "RATE_LIMIT_LOG_IN_MAX")
                .doesNotContain("did you mean");
    }

    @Test
    @DisplayName("is a warning when the limits are closed before that, once")
    void atClose() {
        RateLimiterFactory limits = limits("caht");
        use(limits, "chat");
        limits.close();
        limits.close();

        assertThat(log.lines()).singleElement().asString().contains("'caht'", "'chat'");
    }

    @Test
    @DisplayName("is no warning if it is used late, or if no policy is used at all")
    void noFalseAlarm() {
        RateLimiterFactory late = limits("chat");
        use(late, "api");
        clock.advance(UnusedOverrideDetector.PATIENCE.minusNanos(1));
        use(late, "chat");
        clock.advance(UnusedOverrideDetector.PATIENCE);
        use(late, "api");
        late.close();

        RateLimiterFactory unused = limits("chat");
        clock.advance(UnusedOverrideDetector.PATIENCE);
        unused.close();

        assertThat(log.lines()).isEmpty();
    }

    @Test
    @DisplayName("keeps and shows a limited number of the policies that are used")
    void bounded() {
        RateLimiterFactory limits = limits("caht");
        for (int i = 0; i <= UnusedOverrideDetector.MAX_NAMES; i++) {
            use(limits, "tenant-" + i);
        }
        limits.close();

        assertThat(log.lines()).singleElement().asString().contains("tenant-99").doesNotContain("tenant-100");
    }

    @Test
    @DisplayName("or that does not fit, in part or at all, is a warning at its first use")
    void misfit() {
        Map<String, RateLimitOverride> overrides = Map.of(
                "chat", new RateLimitOverride(1_000_000, null),
                "exports", new RateLimitOverride(2, Duration.ofSeconds(1)));
        try (RateLimiterFactory limits = RateLimiterFactory.embedded(
                new RateLimitSettings("", overrides), EmbeddedStoreContext.of(clock, Instant.EPOCH))) {
            ConcurrencyPolicy exports = ConcurrencyPolicy.of("exports", 6, Duration.ofMinutes(1));
            for (int i = 0; i < 2; i++) {
                use(limits, "chat");
                assertThat(limits.limiter().concurrency().available(exports.by("user", "42")))
                        .isEqualTo(2);
            }
        }
        assertThat(log.lines()).hasSize(2);
        assertThat(log.lines().get(0)).contains("'chat'", "100000");
        assertThat(log.lines().get(1)).contains("'exports'", "no window");
    }
}
