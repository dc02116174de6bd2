package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.ratelimit.RateLimiterContract;
import io.redoubt.tck.ratelimit.SeveralLimitsContract;
import org.junit.jupiter.api.Nested;

/** Contracts that rate limits fulfil on every backend. */
abstract class RateLimitTests {

    /** Returns the backend for one test. */
    abstract Backend newBackend();

    @Nested
    class Limiter extends RateLimiterContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected RateLimiter open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class Several extends SeveralLimitsContract {
        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected RateLimiter open(Backend backend) {
            return Backends.open(backend);
        }
    }
}
