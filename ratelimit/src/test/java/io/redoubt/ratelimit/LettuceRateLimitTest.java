package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.ratelimit.RateLimitRaceContract;
import io.redoubt.tck.ratelimit.RateLimiterContract;
import io.redoubt.tck.ratelimit.RedisRateLimiterContract;
import io.redoubt.tck.ratelimit.SeveralLimitsContract;
import io.redoubt.tck.ratelimit.UnavailableRateLimiterContract;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The contracts of rate limits, on Redis through Lettuce. */
@DisplayName("Rate limits, lettuce")
final class LettuceRateLimitTest {

    @Nested
    class Limiter extends RateLimiterContract {
        @Override
        protected Backend backend() {
            return Backends.lettuce();
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
            return Backends.lettuce();
        }

        @Override
        protected RateLimiter open(Backend backend) {
            return Backends.open(backend);
        }
    }

    @Nested
    class OnTheWire extends RedisRateLimiterContract {
        @Override
        protected RedisBackend backend() {
            return Backends.lettuce();
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
            return Backends.lettuce();
        }

        @Override
        protected RateLimiter open(Backend backend) {
            return Backends.open(backend);
        }

        @Override
        protected Class<?> childMain() {
            return RaceChild.Lettuce.class;
        }
    }

    @Nested
    class Unavailable extends UnavailableRateLimiterContract {
        @Override
        protected RedisDriverProvider provider() {
            return new LettuceDriverProvider();
        }

        @Override
        protected RateLimiter open(RedisDriver driver, Duration timeout) {
            return Backends.open(driver, "", timeout);
        }
    }
}
