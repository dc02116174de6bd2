package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.ratelimit.RateLimitRaceContract;
import io.redoubt.tck.ratelimit.RedisRateLimiterContract;
import org.junit.jupiter.api.Nested;

/** Contracts that rate limits fulfil on Redis, through one driver on one deployment. */
abstract class RedisRateLimitTests extends RateLimitTests {

    private final RedisBackendFactory run;

    RedisRateLimitTests(RedisBackendFactory run) {
        this.run = run;
    }

    @Override
    final RedisBackend newBackend() {
        return run.backend();
    }

    @Nested
    class OnTheWire extends RedisRateLimiterContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected RateLimiter open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class Races extends RateLimitRaceContract {
        @Override
        protected RedisBackend backend() {
            return newBackend();
        }

        @Override
        protected RateLimiter open(Backend backend) {
            return Backends.open(backend);
        }

        @Override
        protected Class<?> childMain() {
            return RateLimitRaceProcess.class;
        }
    }
}
