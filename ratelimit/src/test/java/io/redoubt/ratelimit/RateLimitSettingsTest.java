package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.RateLimitAlgorithm;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Rate limit settings")
final class RateLimitSettingsTest {

    private static final RateLimitPolicy CHAT = RateLimitPolicy.slidingWindow("chat", 10, Duration.ofMinutes(1));

    @Test
    @DisplayName("replace limit and window of the policies of a name, and leave others alone")
    void overrides() {
        RateLimitSettings settings = new RateLimitSettings(
                "",
                Map.of(
                        "chat", new RateLimitOverride(2, null),
                        "api", new RateLimitOverride(null, Duration.ofSeconds(3)),
                        "both", new RateLimitOverride(7, Duration.ofHours(3))));
        FakeClock clock = FakeClock.negative();
        RateLimiter limiter = RateLimiterFactory.embedded(settings, EmbeddedStoreContext.of(clock, Instant.EPOCH))
                .limiter();
        assertThat(limiter.tryAcquire(CHAT.by("user", "42")).limit()).isEqualTo(2);
        assertThat(limiter.tryAcquire(CHAT.by("user", "42")).remaining()).isZero();
        assertThat(limiter.tryAcquire(CHAT.by("user", "42")).retryAfter()).contains(Duration.ofMinutes(1));
        RateLimitPolicy api = RateLimitPolicy.slidingWindow("api", 1, Duration.ofDays(1));
        limiter.tryAcquire(api.by("user", "42"));
        assertThat(limiter.tryAcquire(api.by("user", "42")).retryAfter()).contains(Duration.ofSeconds(3));
        assertThat(settings.effectivePolicy(CHAT.limit(5)).limit()).isEqualTo(2);
        RateLimitPolicy other = RateLimitPolicy.slidingWindow("other", 1, Duration.ofDays(1));
        assertThat(settings.effectivePolicy(other)).isEqualTo(other);
    }

    @Test
    @DisplayName("refuse what no policy may have, and name it")
    void refused() {
        for (RateLimitOverride bad : new RateLimitOverride[] {
            new RateLimitOverride(0, null),
            new RateLimitOverride(RateLimitAlgorithm.MAX_COUNTED_LIMIT + 1, null),
            new RateLimitOverride(RateLimitPolicy.MAX_LIMIT + 1, null, "sliding-window"),
            new RateLimitOverride(null, Duration.ZERO),
            new RateLimitOverride(null, Duration.ofDays(25), "sliding-window"),
            new RateLimitOverride(null, Duration.ofDays(367))
        }) {
            assertThatThrownBy(() -> new RateLimitSettings("", Map.of("chat", bad)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("chat");
        }
        assertThatThrownBy(() -> new RateLimitSettings("", Map.of("CHAT", new RateLimitOverride(1, null))))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    @DisplayName("above the bounds of sliding windows apply to policies that only count, and are ignored by others")
    void counted() {
        RateLimitOverride large = new RateLimitOverride(1_000_000, null);
        RateLimitSettings settings =
                new RateLimitSettings("", Map.of("chat", large, "api", large, "calls", new RateLimitOverride(7, null)));
        RateLimiter limiter = RateLimiterFactory.embedded(
                        settings, EmbeddedStoreContext.of(FakeClock.negative(), Instant.EPOCH))
                .limiter();
        RateLimitPolicy api = RateLimitPolicy.fixedWindow("api", 5, Duration.ofDays(1));
        assertThat(limiter.tryAcquire(api.by("user", "42")).limit()).isEqualTo(1_000_000);
        for (int i = 0; i < 2; i++) {
            assertThat(limiter.tryAcquire(CHAT.by("user", "42")).limit()).isEqualTo(10);
        }
    }

    @Test
    @DisplayName("of limit and period of a token bucket keep what a limit of its code would be refilled with")
    void bucket() {
        RateLimitPolicy bucket = RateLimitPolicy.tokenBucket("bucket", 10, 1, Duration.ofSeconds(1));
        RateLimitOverride both = new RateLimitOverride(7, Duration.ofMinutes(1));
        assertThat(new RateLimitSettings("", Map.of("bucket", both)).effectivePolicy(bucket))
                .isEqualTo(RateLimitPolicy.tokenBucket("bucket", 7, 7, Duration.ofMinutes(10)));
    }
}
