package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.ratelimit.UnavailableRateLimiterContract;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** Contracts that rate limits fulfil on one server, including those that need exactly one server. */
abstract class OneServerRateLimitTests extends RedisRateLimitTests {

    private final RedisDriverProvider driver;

    OneServerRateLimitTests(RedisDriverProvider driver) {
        super(RedisBackendFactory.standalone(driver));
        this.driver = driver;
    }

    @Nested
    class Unavailable extends UnavailableRateLimiterContract {
        @Override
        protected RedisDriverProvider provider() {
            return driver;
        }

        @Override
        protected RateLimiter open(RedisDriver driver, Duration timeout) {
            return Backends.open(driver, "", timeout);
        }
    }
}
