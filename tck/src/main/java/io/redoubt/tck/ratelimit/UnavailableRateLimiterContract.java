package io.redoubt.tck.ratelimit;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimit;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.redis.core.routing.RedisConnections;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.tck.net.BlackHole;
import io.redoubt.tck.net.ClosedPort;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link RateLimiter} on Redis decides while there is no Redis. */
public abstract class UnavailableRateLimiterContract {

    private static final Duration TIMEOUT = ofMillis(400);
    private static final Duration BOUND = ofSeconds(3);

    private static final RateLimitPolicy CLOSED = RateLimitPolicy.slidingWindow("login", 5, ofMinutes(15));
    private static final RateLimitPolicy OPEN =
            RateLimitPolicy.slidingWindow("chat", 10, ofMinutes(1)).whenUnavailable(WhenUnavailable.OPEN);
    private static final Decision ADMITTED =
            new Decision(true, "chat", 10, 9, Optional.of(Duration.ZERO), Source.FALLBACK);
    private static final Decision REJECTED =
            new Decision(false, "login", 5, 0, Optional.of(ofSeconds(1)), Source.FALLBACK);

    /** The driver under test. */
    protected abstract RedisDriverProvider provider();

    /** The limiter under test. */
    protected abstract RateLimiter open(RedisDriver driver, Duration timeout);

    private void at(String host, int port, Consumer<RateLimiter> test) {
        RedisSettings settings =
                RedisSettings.builder().node(new Node(host, port)).build();
        try (RedisDriver driver = RedisConnections.open(provider(), settings, System::nanoTime)) {
            test.accept(open(driver, TIMEOUT));
        }
    }

    private static void decidesByPolicy(RateLimiter limiter) {
        RateLimit open = OPEN.by("user", "ada@example.com");
        RateLimit closed = CLOSED.by("user", "ada@example.com");
        assertThat(inTime(limiter, open)).isEqualTo(ADMITTED);
        assertThat(inTime(limiter, closed)).isEqualTo(REJECTED);
        assertThat(inTime(limiter, open, closed)).isEqualTo(REJECTED);
        assertThat(inTime(limiter, open, CLOSED.by("ip", "1"))).isEqualTo(REJECTED);
        assertThat(inTime(limiter, open, OPEN.by("ip", "1")).allowed()).isTrue();
        assertThat(inTime(limiter, open.cost(11)))
                .isEqualTo(new Decision(false, "chat", 10, 0, Optional.empty(), Source.FALLBACK));
        assertTimeout(BOUND, () -> assertThat(limiter.peek(open, closed)).isEqualTo(REJECTED));
        assertTimeout(
                BOUND,
                () -> assertThatThrownBy(() -> limiter.reset(closed))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("login")
                        .message()
                        .doesNotContain("ada"));
    }

    private static Decision inTime(RateLimiter limiter, RateLimit... limits) {
        return assertTimeout(BOUND, () -> limiter.acquire(limits));
    }

    @Test
    @DisplayName("Nobody there: each policy decides, closed wins, and reset throws; at once")
    void nobody() {
        try (ClosedPort nobody = ClosedPort.find()) {
            at(nobody.host(), nobody.port(), UnavailableRateLimiterContract::decidesByPolicy);
        }
    }

    @Test
    @DisplayName("A server that never answers: each policy decides, closed wins, and reset throws; within the timeout")
    void silent() {
        try (BlackHole silent = BlackHole.swallowing()) {
            at(silent.host(), silent.port(), UnavailableRateLimiterContract::decidesByPolicy);
        }
    }

    @Test
    @DisplayName("A server that stands still in the middle: policies decide, and the store again once it goes on")
    void suspended() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults())) {
            at(server.host(), server.port(), limiter -> {
                RateLimit closed = CLOSED.by("user", "42");
                awaitStore(limiter, closed);
                assertThat(limiter.acquire(closed).source()).isEqualTo(Source.STORE);
                server.suspend();
                assertThat(inTime(limiter, closed)).isEqualTo(REJECTED);
                server.resume();
                awaitStore(limiter, closed);
                // The cost of the call without an answer may have been taken, and never twice.
                assertThat(limiter.peek(closed).remaining()).isBetween(2, 3);
            });
        }
    }

    private static void awaitStore(RateLimiter limiter, RateLimit limit) {
        Awaitility.await().atMost(ofSeconds(10)).until(() -> limiter.peek(limit).source() == Source.STORE);
    }

    @Test
    @DisplayName("A server without memory: policies decide")
    void full() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw()) {
            raw.call("CONFIG", "SET", "maxmemory", "1");
            at(server.host(), server.port(), limiter -> {
                assertThat(limiter.acquire(CLOSED.by("user", "42"))).isEqualTo(REJECTED);
                assertThat(limiter.acquire(OPEN.by("user", "42"))).isEqualTo(ADMITTED);
                assertThat(limiter.acquire(OPEN.by("user", "42"), CLOSED.by("ip", "1")))
                        .isEqualTo(REJECTED);
            });
        }
    }
}
