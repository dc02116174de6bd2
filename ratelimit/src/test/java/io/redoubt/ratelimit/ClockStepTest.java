package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.Subject;
import io.redoubt.ratelimit.RateLimitScriptClient.KeyedRequest;
import io.redoubt.test.server.RedisServers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of how long aligned windows are remembered where the server's clock steps back. */
@DisplayName("After the clock has stepped back within a window, what was admitted")
final class ClockStepTest {

    private static final String KEY = "tck-clock-step";
    private static final long HOUR = 3_600_000_000L;
    private static final long START = HOUR * 480_000;

    private RateLimitScriptClient client;

    @BeforeEach
    void connect() {
        client = new RateLimitScriptClient(RedisServers.shared());
        delete();
    }

    @AfterEach
    void disconnect() {
        delete();
        client.close();
    }

    private void delete() {
        client.delete(KEY);
        client.replies();
    }

    @Test
    @DisplayName("counts to the end of a fixed window by the clock")
    void fixed() {
        countsUntil(RateLimitPolicy.fixedWindow("fixed", 10, Duration.ofHours(1)), START + HOUR);
    }

    @Test
    @DisplayName("counts to the end of the window after it in a sliding-window counter")
    void counter() {
        countsUntil(RateLimitPolicy.slidingWindowCounter("counter", 10, Duration.ofHours(1)), START + 2 * HOUR);
    }

    private void countsUntil(RateLimitPolicy policy, long end) {
        PermitRequest request = new PermitRequest(policy, new Subject("user", "42"), 1);
        LimitCount twin = LimitCount.of(request);
        long clock = START + HOUR / 6;
        for (long micros : List.of(START + HOUR / 2, clock)) {
            client.decideInTime("1", List.of(new KeyedRequest(KEY, request)), micros);
            twin.take(request, micros, 1);
        }
        client.timeToLive(KEY);
        long left = (Long) client.replies().get(2);
        // The test may be slow: an early end would be 20 minutes early.
        assertThat(Duration.ofMillis(left))
                .isBetween(
                        Duration.ofMillis((end - clock) / 1000).minusMinutes(5),
                        Duration.ofMillis((end - clock) / 1000 + 1));
        assertThat(twin.end()).isEqualTo(end);
    }
}
