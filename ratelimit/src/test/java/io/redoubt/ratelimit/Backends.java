package io.redoubt.ratelimit;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackendFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Backends on which the contracts run, and the limiter of this module on each of them. */
final class Backends {

    static final RedisBackendFactory LETTUCE = RedisBackendFactory.standalone(new LettuceDriverProvider());

    /** Time that a call that must succeed may take on a busy machine. */
    static final Duration PATIENT = Duration.ofSeconds(20);

    private Backends() {}

    static RateLimiter open(Backend backend) {
        return backend.feature(
                (driver, prefix) -> open(driver, prefix, PATIENT),
                nanoTime -> RateLimiterFactory.embedded(
                                RateLimitSettings.of(""), EmbeddedStoreContext.of(nanoTime, Instant.EPOCH))
                        .limiter());
    }

    static RateLimiterFactory open(Backend backend, AsyncSettings async) {
        return backend.feature(
                (driver, prefix) -> RateLimiterFactory.redis(
                        driver, PATIENT, new RateLimitSettings(prefix, Map.of(), async), System::nanoTime),
                nanoTime -> RateLimiterFactory.embedded(
                        new RateLimitSettings("", Map.of(), async), EmbeddedStoreContext.of(nanoTime, Instant.EPOCH)));
    }

    static RateLimiter open(RedisDriver driver, String prefix, Duration timeout) {
        return RateLimiterFactory.redis(driver, timeout, RateLimitSettings.of(prefix), System::nanoTime)
                .limiter();
    }
}
