package io.redoubt.tck.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Base class of the contract tests for rate limits, which gives each test a rate limiter of its own. */
abstract class RateLimitContractBase {

    /** More than a busy machine takes for anything. */
    static final Duration PATIENT = Duration.ofSeconds(20);

    private Backend backend;
    private RateLimiter limiter;

    /** The backend for one test. */
    protected abstract Backend backend();

    /** The limiter under test. */
    protected abstract RateLimiter open(Backend backend);

    @BeforeEach
    void openLimiter() {
        backend = backend();
        // The first call of a driver may take longer than some windows last.
        if (backend instanceof RedisBackend redis) {
            redis.connect();
        }
        limiter = open(backend);
    }

    @AfterEach
    void closeBackend() {
        backend.close();
    }

    final RateLimiter limiter() {
        return limiter;
    }

    final Backend on() {
        return backend;
    }

    final Decision take(RateLimitRequest... limits) {
        return limiter().tryAcquire(limits);
    }

    /** What was decided, without the receipt, which no two decisions share, and the time until all is available. */
    static Decision withoutReceipt(Decision decision) {
        return new Decision(
                decision.outcome(),
                decision.decidedBy(),
                decision.limit(),
                decision.remaining(),
                decision.retryAfter(),
                decision.source());
    }

    /** Takes one after the other until nothing is left. */
    final void exhaust(RateLimitRequest limit) {
        for (int left = limiter().peek(limit).limit(); limiter().peek(limit).allowed(); left--) {
            assertThat(take(limit).allowed()).isTrue();
            assertThat(left).isPositive();
        }
    }
}
