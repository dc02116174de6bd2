package io.redoubt.ratelimit;

import static io.redoubt.ratelimit.Backends.PATIENT;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.OutOfMemoryServer;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of every operation on rate limits while the server has no memory: all that needs none works. */
@DisplayName("Rate limits on a server without memory")
final class OutOfMemoryTest {

    private static final RateLimitPolicy POLICY = RateLimitPolicy.slidingWindow("policy", 5, ofMinutes(30));

    static Stream<Arguments> drivers() {
        return Stream.of(
                Arguments.argumentSet("lettuce", new LettuceDriverProvider()),
                Arguments.argumentSet("jedis", new JedisDriverProvider()));
    }

    private static void with(RedisDriverProvider provider, BiConsumer<OutOfMemoryServer, RateLimiter> test) {
        try (OutOfMemoryServer server = OutOfMemoryServer.start(provider)) {
            test.accept(server, Backends.open(server.driver(), "", PATIENT));
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A limit in use stays exact, to the last call that it admits")
    void inUse(RedisDriverProvider provider) {
        with(provider, (server, limiter) -> {
            RateLimitRequest user = POLICY.by("user", "42");
            limiter.tryAcquire(user);
            server.fill();
            for (int remaining = 3; remaining >= 0; remaining--) {
                Decision decision = limiter.tryAcquire(user);
                assertThat(decision.source()).isEqualTo(Source.STORE);
                assertThat(decision.allowed()).isTrue();
                assertThat(decision.remaining()).isEqualTo(remaining);
            }
            assertThat(limiter.tryAcquire(user).allowed()).isFalse();
            assertThat(limiter.peek(user).remaining()).isZero();
            limiter.reset(user);
            assertThat(server.keys()).isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("What was taken from one subject is given back where another rejects")
    void refunded(RedisDriverProvider provider) {
        with(provider, (server, limiter) -> {
            RateLimitRequest user = POLICY.by("user", "42");
            RateLimitRequest address = POLICY.limit(1).by("ip", "1");
            limiter.tryAcquire(user);
            limiter.tryAcquire(user, address);
            server.fill();
            String key = server.key("user");
            assertThat(limiter.tryAcquire(user, address).allowed()).isFalse();
            assertThat(limiter.peek(user).remaining()).isEqualTo(2);
            assertThat(server.raw().number("PTTL", key))
                    .isBetween(1L, ofMinutes(30).toMillis());
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A new limit, and one that has to grow, are decided by their policies, and nothing is taken")
    void refused(RedisDriverProvider provider) {
        with(provider, (server, limiter) -> {
            RateLimitPolicy large =
                    RateLimitPolicy.slidingWindow("large", 100, ofMinutes(30)).whenUnavailable(WhenUnavailable.CLOSED);
            RateLimitRequest known = large.by("user", "42");
            limiter.tryAcquire(known.cost(5));
            server.fill();
            Decision grown = limiter.tryAcquire(known.cost(20));
            assertThat(grown.source()).isEqualTo(Source.FALLBACK);
            assertThat(grown.allowed()).isFalse();
            RateLimitRequest fresh = POLICY.by("user", "42");
            assertThat(limiter.tryAcquire(known, fresh).source()).isEqualTo(Source.FALLBACK);
            assertThat(limiter.tryAcquire(fresh, known).source()).isEqualTo(Source.FALLBACK);
            assertThat(limiter.peek(known).remaining()).isEqualTo(94);
            assertThat(server.keys()).hasSize(1);
            assertThat(limiter.tryAcquire(known).remaining()).isEqualTo(94);
        });
    }
}
