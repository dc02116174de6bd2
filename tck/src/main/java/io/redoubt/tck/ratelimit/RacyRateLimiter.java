package io.redoubt.tck.ratelimit;

import io.redoubt.api.ratelimit.AsyncRateLimiter;
import io.redoubt.api.ratelimit.ConcurrencyLimiter;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.test.server.RawRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Deliberately broken rate limiter with a race condition, used to verify that tests detect such faults. It has the
 * mistake of most tutorials: it looks at the sorted set of what was admitted and then adds to it, and others do so in
 * between. Whatever checks limiters has to catch it. For one thread; each has its own.
 */
public final class RacyRateLimiter implements RateLimiter, AutoCloseable {

    private final RawRedis redis;

    /** One on a connection of its own. */
    public RacyRateLimiter(String host, int port) {
        this.redis = RawRedis.connect(host, port);
    }

    @Override
    public Decision tryAcquire(RateLimitRequest... limits) {
        RateLimitRequest limit = limits[0];
        String key = "racy:" + limit.policy().name() + ":" + limit.subject().id();
        long window = limit.policy().window().toNanos() / 1000;
        List<String> time = redis.texts("TIME");
        long now = Long.parseLong(time.get(0)) * 1_000_000 + Long.parseLong(time.get(1));
        redis.call("ZREMRANGEBYSCORE", key, "-inf", String.valueOf(now - window));
        boolean allowed = redis.number("ZCARD", key) < limit.policy().limit();
        if (allowed) {
            String member = now + "-" + ThreadLocalRandom.current().nextLong();
            redis.call("ZADD", key, String.valueOf(now), member);
            redis.call("PEXPIRE", key, String.valueOf(window / 1000 + 1));
        }
        return new Decision(
                allowed ? Decision.Outcome.ALLOWED : Decision.Outcome.REJECTED,
                limit.policy().name(),
                limit.policy().limit(),
                0,
                Optional.of(Duration.ZERO),
                Decision.Source.STORE);
    }

    @Override
    public Decision peek(RateLimitRequest... limits) {
        throw new UnsupportedOperationException("only made to be caught");
    }

    @Override
    public void reset(RateLimitRequest... limits) {
        throw new UnsupportedOperationException("only made to be caught");
    }

    @Override
    public void refund(Decision decision, int cost) {
        throw new UnsupportedOperationException("only made to be caught");
    }

    @Override
    public RateLimitPolicy policy(String name) {
        throw new UnsupportedOperationException("only made to be caught");
    }

    @Override
    public ConcurrencyLimiter concurrency() {
        throw new UnsupportedOperationException("only made to be caught");
    }

    @Override
    public void close() {
        redis.close();
    }

    @Override
    public AsyncRateLimiter async() {
        throw new UnsupportedOperationException("only made to be caught");
    }
}
