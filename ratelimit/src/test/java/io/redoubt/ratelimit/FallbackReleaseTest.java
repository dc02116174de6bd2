package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ClosedException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.ratelimit.ConcurrencyPermit;
import io.redoubt.api.ratelimit.ConcurrencyPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import io.redoubt.tck.FakeClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of limits while their store is down, and this process has no memory to count them in its place. */
@DisplayName("Without memory while the store is down")
final class FallbackReleaseTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeClock clock = FakeClock.negative();
    private final StateMemoryBudget memory = StateMemoryBudget.of(600);
    private RuntimeException failure = new StoreUnavailableException("the test says no", Effect.NONE, null);
    private boolean fails = true;
    private final RateLimiterFactory factory = RateLimiterFactory.embedded(
            RateLimitSettings.of(""), new EmbeddedStoreContext(clock::getAsLong, Instant.EPOCH, this::gate, memory));
    private final RateLimiter limiter = factory.limiter();

    private void gate() {
        if (fails) {
            throw failure;
        }
    }

    @AfterEach
    void close() {
        factory.close();
    }

    private static RateLimitRequest local(String name) {
        return RateLimitPolicy.fixedWindow(name, 10, MINUTE)
                .whenUnavailable(WhenUnavailable.LOCAL)
                .by("user", "42");
    }

    @Test
    @DisplayName("a limit that this process counts keeps nothing of a call whose other limit finds no memory")
    void givenBack() {
        assertThat(limiter.tryAcquire(local("known")).remaining()).isEqualTo(9);
        assertThat(limiter.tryAcquire(local("known"), local("new")).allowed()).isFalse();
        assertThat(limiter.tryAcquire(local("known")).remaining()).isEqualTo(8);
    }

    @Test
    @DisplayName("no permit is granted for calls that run at the same time, and nothing is thrown")
    void permits() {
        ConcurrencyPolicy policy = ConcurrencyPolicy.of("exports", 6, MINUTE).whenUnavailable(WhenUnavailable.LOCAL);
        assertThat(limiter.concurrency().tryAcquire(policy.by("user", "42"))).isPresent();
        assertThat(limiter.concurrency().tryAcquire(policy.by("user", "42"))).isEmpty();
    }

    @Test
    @DisplayName("a permit is closed without an exception, also by a thread that is interrupted meanwhile")
    void closing() {
        fails = false;
        ConcurrencyPolicy policy = ConcurrencyPolicy.of("exports", 6, MINUTE);
        ConcurrencyPermit closed =
                limiter.concurrency().tryAcquire(policy.by("user", "42")).orElseThrow();
        fails = true;
        failure = new ClosedException("the test says no");
        closed.close();
        fails = false;
        limiter.concurrency().reset(policy.by("user", "42"));
        ConcurrencyPermit interrupted =
                limiter.concurrency().tryAcquire(policy.by("user", "42")).orElseThrow();
        fails = true;
        failure = new RedoubtInterruptedException("the test says no", Effect.NONE, null);
        Thread.currentThread().interrupt();
        interrupted.close();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @DisplayName("a permit counts with the id of its subject, and gives back as much")
    void longId() {
        fails = false;
        ConcurrencyPolicy policy = ConcurrencyPolicy.of("exports", 6, MINUTE);
        long before = memory.reserved();
        try (ConcurrencyPermit permit = limiter.concurrency()
                .tryAcquire(policy.by("user", "x".repeat(90)))
                .orElseThrow()) {
            assertThat(permit.isValid()).isTrue();
            assertThat(memory.reserved()).isGreaterThanOrEqualTo(before + 400 + 180);
        }
        assertThat(limiter.concurrency().tryAcquire(policy.by("user", "x".repeat(90))))
                .isPresent();
        clock.advance(MINUTE);
        assertThat(limiter.concurrency().available(policy.by("user", "x".repeat(90))))
                .isEqualTo(6);
        assertThat(memory.reserved()).isEqualTo(before);
    }
}
