package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.ratelimit.ConcurrencyPermit;
import io.redoubt.api.ratelimit.ConcurrencyPolicy;
import io.redoubt.api.ratelimit.ConcurrencyRequest;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.Decision.Outcome;
import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import io.redoubt.tck.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of limits that this process counts while the store is down. */
@DisplayName("While the store is down, a policy that is LOCAL")
final class FallbackStageTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final RateLimitPolicy LOCAL =
            RateLimitPolicy.slidingWindow("local", 10, MINUTE).whenUnavailable(WhenUnavailable.LOCAL);
    private static final RateLimitPolicy OPEN =
            RateLimitPolicy.slidingWindow("open", 10, MINUTE).whenUnavailable(WhenUnavailable.OPEN);
    private static final RateLimitPolicy CLOSED = RateLimitPolicy.slidingWindow("closed", 10, MINUTE);

    private final FakeClock clock = FakeClock.negative();
    private final AtomicBoolean down = new AtomicBoolean(true);
    private final RateLimiterFactory factory = RateLimiterFactory.embedded(
            new RateLimitSettings("", Map.of(), 3, AsyncSettings.defaults()),
            new EmbeddedStoreContext(clock::getAsLong, Instant.EPOCH, gate()));
    private final RateLimiter limiter = factory.limiter();

    private StoreInterceptor gate() {
        return () -> {
            if (down.get()) {
                throw new StoreUnavailableException("the test says no", Effect.NONE, null);
            }
        };
    }

    @AfterEach
    void close() {
        factory.close();
    }

    @Test
    @DisplayName("admits this process's share of the limit, at least 1, and says so")
    void share() {
        RateLimitRequest limit = LOCAL.by("user", "42");
        for (int remaining = 2; remaining >= 0; remaining--) {
            Decision admitted = limiter.tryAcquire(limit);
            assertThat(admitted.allowed()).isTrue();
            assertThat(admitted.source()).isEqualTo(Source.FALLBACK);
            assertThat(admitted.remaining()).isEqualTo(remaining);
        }
        clock.advance(Duration.ofSeconds(20));
        Decision rejected = limiter.tryAcquire(limit);
        assertThat(rejected.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(rejected.source()).isEqualTo(Source.FALLBACK);
        assertThat(rejected.retryAfter()).contains(Duration.ofSeconds(40));
        RateLimitRequest low = LOCAL.limit(2).by("user", "43");
        assertThat(limiter.tryAcquire(low).allowed()).isTrue();
        assertThat(limiter.tryAcquire(low).allowed()).isFalse();
    }

    @Test
    @DisplayName("rejects a cost above its share, which may fit later, and one above the limit for ever")
    void cost() {
        Decision above = limiter.tryAcquire(LOCAL.by("user", "42").cost(4));
        assertThat(above.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(above.retryAfter()).contains(LimitResult.FALLBACK_RETRY_AFTER);
        assertThat(limiter.tryAcquire(LOCAL.by("user", "42").cost(11)).outcome())
                .isEqualTo(Outcome.COST_ABOVE_LIMIT);
    }

    @Test
    @DisplayName("or OPEN or CLOSED decides on permits of calls that run at the same time, too")
    void concurrency() {
        ConcurrencyPolicy policy = ConcurrencyPolicy.of("exports", 6, MINUTE);
        assertThat(limiter.concurrency().tryAcquire(policy.by("user", "42"))).isEmpty();
        ConcurrencyRequest open =
                policy.whenUnavailable(WhenUnavailable.OPEN).by("user", "42").cost(6);
        ConcurrencyPermit unlimited = limiter.concurrency().tryAcquire(open).orElseThrow();
        assertThat(limiter.concurrency().tryAcquire(open)).isPresent();
        assertThat(unlimited.source()).isEqualTo(Source.FALLBACK);
        assertThat(limiter.concurrency().tryAcquire(policy.by("user", "42").cost(7)))
                .isEmpty();
        ConcurrencyRequest local =
                policy.whenUnavailable(WhenUnavailable.LOCAL).by("user", "42").cost(2);
        ConcurrencyPermit share = limiter.concurrency().tryAcquire(local).orElseThrow();
        assertThat(limiter.concurrency().tryAcquire(local)).isEmpty();
        share.close();
        assertThat(limiter.concurrency().tryAcquire(local)).isPresent();
        down.set(false);
        ConcurrencyPermit held = limiter.concurrency().tryAcquire(local).orElseThrow();
        assertThat(held.source()).isEqualTo(Source.STORE);
        down.set(true);
        held.close();
        down.set(false);
        assertThat(limiter.concurrency().available(local)).isEqualTo(4);
        clock.advance(MINUTE);
        assertThat(held.isValid()).isFalse();
        assertThat(limiter.concurrency().available(local)).isEqualTo(6);
    }

    @Test
    @DisplayName("takes nothing if another policy rejects, can be refunded and reset, and does not count later")
    void together() {
        RateLimitRequest local = LOCAL.by("user", "42");
        assertThat(limiter.tryAcquire(local, CLOSED.by("ip", "1")).allowed()).isFalse();
        Decision admitted = limiter.tryAcquire(local.cost(3), OPEN.by("ip", "1"));
        assertThat(admitted.allowed()).isTrue();
        assertThat(limiter.tryAcquire(local).allowed()).isFalse();
        limiter.refund(admitted, 2);
        assertThat(limiter.tryAcquire(local.cost(2)).allowed()).isTrue();
        down.set(false);
        Decision back = limiter.tryAcquire(local);
        assertThat(back.source()).isEqualTo(Source.STORE);
        assertThat(back.remaining()).isEqualTo(9);
        limiter.refund(admitted);
        limiter.reset(local);
        down.set(true);
        assertThat(limiter.tryAcquire(local.cost(3)).allowed()).isTrue();
    }
}
