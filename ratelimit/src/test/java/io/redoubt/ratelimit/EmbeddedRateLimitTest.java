package io.redoubt.ratelimit;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.redis.core.async.AsyncExecutor;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.FakeClock;
import io.redoubt.tck.backend.Backend;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests of rate limits in this process: the contract, and cases that need a clock under the test's control. */
@DisplayName("Rate limits in this process")
final class EmbeddedRateLimitTest extends RateLimitTests {

    private static final RateLimitPolicy POLICY = RateLimitPolicy.slidingWindow("policy", 3, ofSeconds(10));

    @Override
    Backend newBackend() {
        return Backend.embedded();
    }

    @Nested
    @DisplayName("Time")
    class Time {

        private final FakeClock clock = FakeClock.aboutToOverflow();
        private final RateLimiter limiter = RateLimiterFactory.embedded(
                        RateLimitSettings.of(""), EmbeddedStoreContext.of(clock, Instant.EPOCH))
                .limiter();

        @Test
        @DisplayName("is exact: admitted at the end of retryAfter, and not one tick earlier")
        void exact() {
            for (Duration window : List.of(ofMillis(1), ofSeconds(10), ofHours(5), ofDays(24))) {
                Duration tick = window.compareTo(ofHours(1)) < 0 ? ofNanos(1_000) : ofMillis(1);
                RateLimitRequest limit = POLICY.window(window).by("user", window.toString());
                limiter.tryAcquire(limit.cost(2));
                clock.advance(window.dividedBy(3));
                limiter.tryAcquire(limit);
                Decision rejected = limiter.tryAcquire(limit.cost(3));
                Duration wait = rejected.retryAfter().orElseThrow();
                assertThat(wait).isEqualTo(window);
                clock.advance(wait.minus(tick));
                assertThat(limiter.tryAcquire(limit.cost(3)).retryAfter()).contains(tick);
                clock.advance(tick);
                assertThat(limiter.tryAcquire(limit.cost(3)).allowed()).isTrue();
            }
        }
    }

    @Nested
    @DisplayName("A limiter that is full")
    class Full {

        private final FakeClock clock = FakeClock.negative();
        private final EmbeddedRateLimitStore store =
                new EmbeddedRateLimitStore(EmbeddedStoreContext.of(clock, Instant.EPOCH), 3);
        private final RateLimitSettings settings = RateLimitSettings.of("");
        private final UnusedOverrideDetector overrides = new UnusedOverrideDetector(Set.of(), () -> 0);
        private final RateLimiter limiter = new DefaultRateLimiter(
                new FallbackStage(store, store, 1),
                new DefaultConcurrencyLimiter(PermitStores.OPEN, PermitStores.OPEN, settings, overrides, clock),
                settings,
                overrides,
                AsyncExecutor.create("test", AsyncSettings.defaults(), Duration.ZERO));

        @Test
        @DisplayName("makes room by what has ended, and otherwise decides by the policy")
        void full() {
            for (String id : List.of("a", "b", "c")) {
                assertThat(limiter.tryAcquire(POLICY.by("user", id)).source()).isEqualTo(Source.STORE);
                clock.advance(ofSeconds(3));
            }
            RateLimitRequest fourth = POLICY.by("user", "d");
            Decision rejected = limiter.tryAcquire(fourth);
            assertThat(rejected.allowed()).isFalse();
            assertThat(rejected.source()).isEqualTo(Source.FALLBACK);
            assertThat(limiter.peek(fourth)).isEqualTo(rejected);
            RateLimitRequest open = RateLimitPolicy.slidingWindow("open", 3, ofSeconds(10))
                    .whenUnavailable(WhenUnavailable.OPEN)
                    .by("user", "d");
            Decision admitted = limiter.tryAcquire(open, POLICY.by("user", "a"));
            assertThat(admitted.allowed()).isTrue();
            assertThat(admitted.source()).isEqualTo(Source.FALLBACK);
            assertThat(limiter.tryAcquire(fourth, POLICY.by("user", "b")).source())
                    .isEqualTo(Source.FALLBACK);
            assertThat(limiter.peek(POLICY.by("user", "a")).remaining()).isZero();
            assertThat(limiter.peek(POLICY.by("user", "b")).remaining()).isEqualTo(1);
            // "b" ends although "a" is older, since "a" was admitted again later.
            clock.advance(ofSeconds(4));
            assertThat(limiter.tryAcquire(fourth).source()).isEqualTo(Source.STORE);
            assertThat(limiter.peek(POLICY.by("user", "a")).remaining()).isEqualTo(1);
            assertThat(store.size()).isEqualTo(3);
        }

        @Test
        @DisplayName("keeps nothing of what has ended, was reset, or was closed")
        void empties() {
            for (int i = 0; i < 1_000; i++) {
                RateLimitRequest limit = POLICY.by("user", "u" + i);
                assertThat(limiter.tryAcquire(limit).source()).isEqualTo(Source.STORE);
                limiter.reset(limit);
            }
            assertThat(store.size()).isZero();
            limiter.tryAcquire(POLICY.by("user", "a"), POLICY.by("user", "b"));
            clock.advance(ofSeconds(10));
            limiter.peek(POLICY.by("user", "c"));
            assertThat(store.size()).isZero();
            limiter.tryAcquire(POLICY.by("user", "a"));
            store.clear();
            assertThat(store.size()).isZero();
        }
    }
}
