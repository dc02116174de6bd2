package io.redoubt.ratelimit;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.CalendarUnit;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.Seed;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.test.server.RawRedis;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of rings that another program has written. */
@ParameterizedClass
@MethodSource("backends")
@DisplayName("A limit whose key holds a ring of another program")
final class ForeignControlDataTest {

    private static final int RINGS = 1_000;
    private static final Duration WINDOW = ofMinutes(30);

    private final RedisBackendFactory backends;

    ForeignControlDataTest(RedisBackendFactory backends) {
        this.backends = backends;
    }

    static Stream<RedisBackendFactory> backends() {
        return Stream.of(Backends.LETTUCE, RedisBackendFactory.standalone(new JedisDriverProvider()));
    }

    private static String key(RedisBackend backend) {
        return backend.prefix() + "ratelimit:{user:42}:policy:us";
    }

    private static void plant(RawRedis raw, String key, byte[] ring, String... options) {
        raw.call(words("SET", key, ring, options));
    }

    private static byte[][] words(String command, String key, byte[] value, String... options) {
        byte[][] words = new byte[3 + options.length][];
        words[0] = command.getBytes(StandardCharsets.US_ASCII);
        words[1] = key.getBytes(StandardCharsets.UTF_8);
        words[2] = value;
        for (int i = 0; i < options.length; i++) {
            words[3 + i] = options[i].getBytes(StandardCharsets.US_ASCII);
        }
        return words;
    }

    private static byte[] ring(long last, int next, int size, int capacity, int... ticks) {
        ByteBuffer bytes = ByteBuffer.allocate(24 + 4 * ticks.length);
        bytes.putLong(last).putInt(next).putInt(size).putInt(capacity).putInt(7);
        for (int tick : ticks) {
            bytes.putInt(tick);
        }
        return bytes.array();
    }

    @Test
    @DisplayName(
            "admits no more than the limit allows, never with less than nothing remaining, and names a bounded wait")
    void hostile() {
        Seed seed = Seed.of(20_261_128);
        Random random = seed.random();
        try (RedisBackend backend = backends.backend();
                RawRedis raw = backend.master(key(backend))) {
            RateLimiter limiter = Backends.open(backend);
            int rejected = 0;
            for (int i = 0; i < RINGS; i++) {
                int limit = 1 + random.nextInt(30);
                int capacity = 1 + random.nextInt(100);
                int[] ticks = new int[capacity];
                long now = backend.micros();
                for (int t = 0; t < capacity; t++) {
                    ticks[t] = random.nextBoolean() ? random.nextInt() : (int) (now - random.nextInt(2_000_000_000));
                }
                long last = random.nextInt(4) == 0
                        ? random.nextLong()
                        : now + random.nextInt(2_000_000_000) - 1_000_000_000;
                int size = random.nextInt(5) == 0 ? random.nextInt() : random.nextInt(capacity + 1);
                int claimed = random.nextInt(5) == 0 ? random.nextInt() : capacity;
                plant(raw, key(backend), ring(last, random.nextInt(capacity), size, claimed, ticks), "EX", "1700");
                RateLimitRequest request = RateLimitPolicy.slidingWindow("policy", limit, WINDOW)
                        .by("user", "42")
                        .cost(1 + random.nextInt(limit));
                Decision decision = limiter.tryAcquire(request);
                assertThat(decision.remaining())
                        .as("%s, ring %d: %s", seed, i, decision)
                        .isNotNegative();
                assertThat(decision.source()).isEqualTo(Decision.Source.STORE);
                if (!decision.allowed()) {
                    rejected++;
                    assertThat(decision.retryAfter().orElseThrow())
                            .as("%s, ring %d", seed, i)
                            .isPositive()
                            .isLessThanOrEqualTo(ofMinutes(72));
                }
            }
            assertThat(rejected).isGreaterThan(RINGS / 10);
        }
    }

    @Test
    @DisplayName("that claims more entries than there are counts as none")
    void claims() {
        try (RedisBackend backend = backends.backend();
                RawRedis raw = backend.master(key(backend))) {
            RateLimiter limiter = Backends.open(backend);
            plant(raw, key(backend), ring(backend.micros(), 0, -1, -1, new int[64]), "EX", "60");
            Decision decision = limiter.tryAcquire(
                    RateLimitPolicy.slidingWindow("policy", 5, WINDOW).by("user", "42"));
            assertThat(decision.remaining()).isEqualTo(4);
        }
    }

    @Test
    @DisplayName("full, from the future and without an end, rejects for a window, and no longer")
    void endless() {
        try (RedisBackend backend = backends.backend();
                RawRedis raw = backend.master(key(backend))) {
            RateLimiter limiter = Backends.open(backend);
            RateLimitRequest request =
                    RateLimitPolicy.slidingWindow("policy", 1, ofSeconds(2)).by("user", "42");
            backend.connect();
            long last = backend.micros() + 1_000_000_000_000L;
            plant(raw, key(backend), ring(last, 0, 1, 1, (int) last));
            Decision decision = limiter.tryAcquire(request);
            assertThat(decision.allowed()).isFalse();
            assertThat(decision.retryAfter()).contains(ofSeconds(2));
            backend.elapse(ofSeconds(3));
            assertThat(limiter.tryAcquire(request).allowed()).isTrue();
        }
    }

    @Test
    @DisplayName("full and without an end ends a window after a call that it rejects")
    void persisted() {
        try (RedisBackend backend = backends.backend();
                RawRedis raw = backend.master(key(backend))) {
            RateLimiter limiter = Backends.open(backend);
            backend.connect();
            long last = backend.micros();
            plant(raw, key(backend), ring(last, 0, 1, 1, (int) last));
            RateLimitRequest request =
                    RateLimitPolicy.slidingWindow("policy", 1, WINDOW).by("user", "42");
            assertThat(limiter.peek(request).allowed()).isFalse();
            assertThat(millisToLive(raw, key(backend))).isEqualTo(-1);
            assertThat(limiter.tryAcquire(request).allowed()).isFalse();
            assertThat(millisToLive(raw, key(backend))).isBetween(1L, WINDOW.toMillis() + 1);
        }
    }

    @Test
    @DisplayName("full, of a calendar window after the next one, rejects to the end of the present one, and no longer")
    void afterTheNext() {
        try (RedisBackend backend = backends.backend()) {
            String key = backend.prefix() + "ratelimit:{user:42}:daily:window";
            try (RawRedis raw = backend.master(key)) {
                RateLimiter limiter = Backends.open(backend);
                backend.connect();
                ByteBuffer count = ByteBuffer.allocate(28);
                count.putDouble(backend.micros() + ofDays(3).toMillis() * 1000.0);
                count.putDouble(5).putDouble(0).putInt(7);
                plant(raw, key, count.array(), "EX", "345600");
                RateLimitRequest request = RateLimitPolicy.calendarWindow("daily", 5, CalendarUnit.DAY, ZoneOffset.UTC)
                        .by("user", "42");
                Decision rejected = limiter.tryAcquire(request);
                assertThat(rejected.allowed()).isFalse();
                long retry = rejected.retryAfter().orElseThrow().toMillis();
                assertThat(millisToLive(raw, key)).isBetween(1L, retry + 1);
            }
        }
    }

    private static long millisToLive(RawRedis raw, String key) {
        return (Long) Objects.requireNonNull(raw.call("PTTL", key));
    }
}
