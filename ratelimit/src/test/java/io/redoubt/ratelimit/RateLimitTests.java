package io.redoubt.ratelimit;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.tck.async.AsyncCallContract;
import io.redoubt.tck.async.AsyncFeatureUnderTest;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.ratelimit.AsyncRateLimiterContract;
import io.redoubt.tck.ratelimit.ConcurrencyLimiterContract;
import io.redoubt.tck.ratelimit.MultiLimitContract;
import io.redoubt.tck.ratelimit.RateLimitAlgorithmContract;
import io.redoubt.tck.ratelimit.RateLimiterContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
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
    class Several extends MultiLimitContract {
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
    class Algorithms extends RateLimitAlgorithmContract {
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
    class Concurrency extends ConcurrencyLimiterContract {
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
    class Async extends AsyncRateLimiterContract {

        private final List<RateLimiterFactory> opened = new ArrayList<>();

        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected RateLimiter open(Backend backend) {
            RateLimiterFactory limits = Backends.open(backend, AsyncSettings.defaults());
            opened.add(limits);
            return limits.limiter();
        }

        @AfterEach
        void endThreads() {
            opened.forEach(RateLimiterFactory::close);
        }
    }

    @Nested
    class AsyncBounds extends AsyncCallContract {

        private static final RateLimitRequest LIMIT = RateLimitPolicy.slidingWindow(
                        "async", 100, Duration.ofMinutes(10))
                .by("user", "u");

        @Override
        protected Backend backend() {
            return newBackend();
        }

        @Override
        protected AsyncFeatureUnderTest open(Backend backend, AsyncSettings async) {
            RateLimiterFactory limits = Backends.open(backend, async);
            return new AsyncFeatureUnderTest(
                    "redoubt-async-ratelimit", () -> limits.limiter().async().peek(LIMIT), limits::close);
        }
    }
}
