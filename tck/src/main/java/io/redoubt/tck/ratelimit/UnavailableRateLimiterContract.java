package io.redoubt.tck.ratelimit;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.Decision.Outcome;
import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.InterruptAssertions;
import io.redoubt.test.net.BlackHole;
import io.redoubt.test.net.ClosedPort;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for what a {@link RateLimiter} decides while Redis is unavailable. About one server that it starts for
 * itself.
 */
public abstract class UnavailableRateLimiterContract {

    /** Of calls that are to fail. */
    private static final Duration BRIEF = ofMillis(100);

    /** Of calls that must succeed on a busy machine. */
    private static final Duration PATIENT = ofSeconds(20);

    /** What takes longer hangs, or waits for its timeout. */
    private static final Duration HANG = ofSeconds(10);

    private static final RateLimitPolicy CLOSED = RateLimitPolicy.slidingWindow("login", 5, ofMinutes(15));
    private static final RateLimitPolicy OPEN =
            RateLimitPolicy.slidingWindow("chat", 10, ofMinutes(1)).whenUnavailable(WhenUnavailable.OPEN);
    private static final Decision ADMITTED =
            new Decision(Outcome.ALLOWED, "chat", 10, 9, Optional.of(Duration.ZERO), Source.FALLBACK);
    private static final Decision REJECTED =
            new Decision(Outcome.REJECTED, "login", 5, 0, Optional.of(ofSeconds(1)), Source.FALLBACK);

    /** The driver under test. */
    protected abstract RedisDriverProvider provider();

    /** The limiter under test. */
    protected abstract RateLimiter open(RedisDriver driver, Duration timeout);

    /** Gives the test a limiter whose calls fail soon, and one with patience. */
    private void at(String host, int port, BiConsumer<RateLimiter, RateLimiter> test) {
        RedisSettings settings = RedisSettings.builder()
                .node(new Node(host, port))
                .connectTimeout(PATIENT)
                .build();
        try (RedisDriver driver = RedisDriverFactory.open(provider(), settings, System::nanoTime)) {
            test.accept(open(driver, BRIEF), open(driver, PATIENT));
        }
    }

    private static void decidesByPolicy(RateLimiter limiter) {
        RateLimitRequest open = OPEN.by("user", "ada@example.com");
        RateLimitRequest closed = CLOSED.by("user", "ada@example.com");
        assertThat(inTime(limiter, open)).isEqualTo(ADMITTED);
        assertThat(inTime(limiter, closed)).isEqualTo(REJECTED);
        assertThat(inTime(limiter, open, closed)).isEqualTo(REJECTED);
        assertThat(inTime(limiter, open, CLOSED.by("ip", "1"))).isEqualTo(REJECTED);
        assertThat(inTime(limiter, open, OPEN.by("ip", "1")).allowed()).isTrue();
        assertThat(inTime(limiter, open.cost(11)))
                .isEqualTo(new Decision(Outcome.COST_ABOVE_LIMIT, "chat", 10, 0, Optional.empty(), Source.FALLBACK));
        assertTimeoutPreemptively(
                HANG, () -> assertThat(limiter.peek(open, closed)).isEqualTo(REJECTED));
        assertTimeoutPreemptively(
                HANG,
                () -> assertThatThrownBy(() -> limiter.reset(closed))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("login")
                        .message()
                        .doesNotContain("ada"));
    }

    private static Decision inTime(RateLimiter limiter, RateLimitRequest... limits) {
        return assertTimeoutPreemptively(HANG, () -> limiter.tryAcquire(limits));
    }

    @Test
    @DisplayName("Nobody there: each policy decides, closed wins, and reset throws; at once")
    void nobody() {
        try (ClosedPort nobody = ClosedPort.find()) {
            at(nobody.host(), nobody.port(), (limiter, patient) -> {
                decidesByPolicy(limiter);
                // At once, not when the time is over.
                decidesByPolicy(patient);
            });
        }
    }

    @Test
    @DisplayName("A server that never answers: each policy decides, closed wins, and reset throws; within the timeout")
    void silent() {
        try (BlackHole silent = BlackHole.swallowing()) {
            at(silent.host(), silent.port(), (limiter, patient) -> decidesByPolicy(limiter));
        }
    }

    @Test
    @DisplayName("A server that stands still in the middle: policies decide, and the store again once it goes on")
    void suspended() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults())) {
            at(server.host(), server.port(), (limiter, patient) -> {
                RateLimitRequest closed = CLOSED.by("user", "42");
                assertThat(patient.tryAcquire(closed).source()).isEqualTo(Source.STORE);
                server.suspend();
                try {
                    assertThat(inTime(limiter, closed)).isEqualTo(REJECTED);
                } finally {
                    server.resume();
                }
                Awaitility.await()
                        .atMost(PATIENT)
                        .until(() -> patient.peek(closed).source() == Source.STORE);
                // The cost of the call without an answer may have been taken, and never twice.
                assertThat(patient.peek(closed).remaining()).isBetween(2, 3);
            });
        }
    }

    @Test
    @DisplayName("A server without memory: policies decide")
    void full() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw()) {
            raw.call("CONFIG", "SET", "maxmemory", "1");
            at(server.host(), server.port(), (limiter, patient) -> {
                assertThat(patient.tryAcquire(CLOSED.by("user", "42"))).isEqualTo(REJECTED);
                assertThat(patient.tryAcquire(OPEN.by("user", "42"))).isEqualTo(ADMITTED);
                assertThat(patient.tryAcquire(OPEN.by("user", "42"), CLOSED.by("ip", "1")))
                        .isEqualTo(REJECTED);
            });
        }
    }

    @Test
    @DisplayName("An interrupted wait for the server: nobody is admitted, and the caller is told")
    void interrupted() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults())) {
            at(server.host(), server.port(), (limiter, patient) -> {
                RateLimitRequest open = OPEN.by("user", "42");
                patient.tryAcquire(open);
                server.suspend();
                try {
                    InterruptAssertions.interrupt(() -> patient.tryAcquire(open), () -> true);
                    InterruptAssertions.interrupt(() -> patient.tryAcquire(open, OPEN.by("ip", "1")), () -> true);
                } catch (Exception e) {
                    throw new AssertionError(e);
                } finally {
                    server.resume();
                }
            });
        }
    }

    @Test
    @DisplayName("A server that refuses this user, or this key: no policy decides, and the caller is told")
    void refused() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw()) {
            at(server.host(), server.port(), (limiter, patient) -> {
                patient.tryAcquire(OPEN.by("user", "42"));
                for (String key : raw.texts("KEYS", "*")) {
                    raw.call("DEL", key);
                    raw.call("LPUSH", key, "of another program");
                }
                throwsRejection(patient, "WRONGTYPE", OPEN.by("user", "42"));
                throwsRejection(patient, "WRONGTYPE", OPEN.by("user", "42"), CLOSED.by("ip", "1"));
                // What the other subject took was given back.
                assertThat(patient.peek(CLOSED.by("ip", "1")).remaining()).isEqualTo(4);
                raw.call("FLUSHALL");
                raw.call("ACL", "SETUSER", "default", "-eval", "-evalsha");
                throwsRejection(patient, "NOPERM", OPEN.by("user", "42"));
                throwsRejection(patient, "NOPERM", OPEN.by("user", "42"), CLOSED.by("ip", "1"));
            });
        }
    }

    private static void throwsRejection(RateLimiter limiter, String code, RateLimitRequest... limits) {
        for (ThrowingCallable call :
                List.<ThrowingCallable>of(() -> limiter.tryAcquire(limits), () -> limiter.peek(limits))) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            StoreRejectedException.class,
                            e -> assertThat(e.code()).isEqualTo(code));
        }
    }
}
