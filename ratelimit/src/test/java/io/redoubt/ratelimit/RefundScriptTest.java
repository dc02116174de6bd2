package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.Decision.Source;
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

/** Test of what the refund script removes from a ring, at times that the test sets. */
@DisplayName("A refund")
final class RefundScriptTest {

    private static final String KEY = "tck-refund";
    private static final long START = (1L << 32) * 400_000 - 5;
    private static final long MINUTE = 60_000_000;

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

    private static PermitRequest argument(int limit, int cost) {
        return new PermitRequest(
                RateLimitPolicy.slidingWindow("refund", limit, Duration.ofMinutes(1)), new Subject("user", "42"), cost);
    }

    private List<Long> take(PermitRequest argument, long generation, long micros) {
        client.decide(String.valueOf(generation), List.of(new KeyedRequest(KEY, argument)), micros);
        return RateLimitScriptClient.integers(client.replies().get(0));
    }

    private long refund(PermitRequest argument, List<Long> taken, long micros) {
        client.refund(KEY, new GrantedPermit(argument, taken.get(3), taken.get(4), Source.STORE), micros);
        return RateLimitScriptClient.integers(client.replies().get(0)).get(0);
    }

    private long live(long micros) {
        client.decide("", List.of(new KeyedRequest(KEY, argument(1000, 1))), micros);
        return 1000 - RateLimitScriptClient.integers(client.replies().get(0)).get(0);
    }

    @Test
    @DisplayName("removes what was taken, and nothing that others took before, at the same tick, or after")
    void exact() {
        take(argument(100, 3), 1, START);
        List<Long> mine = take(argument(100, 5), 1, START + 10);
        take(argument(100, 2), 1, START + 10);
        take(argument(100, 4), 1, START + 20);
        assertThat(refund(argument(100, 5), mine, START + 30)).isEqualTo(5);
        assertThat(live(START + 30)).isEqualTo(9);
        assertThat(live(START + MINUTE)).isEqualTo(6);
        assertThat(live(START + MINUTE + 10)).isEqualTo(4);
        assertThat(live(START + MINUTE + 20)).isZero();
    }

    @Test
    @DisplayName("of the only admission removes the key")
    void only() {
        List<Long> mine = take(argument(10, 5), 1, START);
        assertThat(refund(argument(10, 5), mine, START)).isEqualTo(5);
        client.delete(KEY);
        assertThat(client.replies().get(0)).isEqualTo(0L);
    }

    @Test
    @DisplayName("removes nothing that has expired, nor from a ring that was reset since and filled at the same tick")
    void gone() {
        List<Long> mine = take(argument(10, 5), 1, START);
        take(argument(10, 5), 1, START + 1);
        assertThat(refund(argument(10, 5), mine, START + MINUTE)).isZero();
        assertThat(live(START + MINUTE)).isEqualTo(5);
        delete();
        assertThat(refund(argument(10, 5), mine, START)).isZero();
        take(argument(10, 5), 2, START);
        assertThat(refund(argument(10, 5), mine, START)).isZero();
        assertThat(live(START)).isEqualTo(5);
    }

    @Test
    @DisplayName("gives back nothing that the refill of a bucket has replaced already, also after another refund")
    void refilled() {
        RateLimitPolicy policy = RateLimitPolicy.tokenBucket("refund", 10, 1, Duration.ofSeconds(1));
        PermitRequest five = new PermitRequest(policy, new Subject("user", "42"), 5);
        List<Long> first = take(five, 1, START);
        List<Long> second = take(five, 2, START);
        assertThat(refund(five, first, START)).isEqualTo(5);
        assertThat(take(five.cost(9), 3, START + 4_999_999)).element(1).isEqualTo(0L);
        assertThat(refund(five, second, START + 5_000_000)).isZero();
        assertThat(take(five.cost(6), 4, START + 5_000_000)).element(1).isEqualTo(5_000_000L);
    }

    @Test
    @DisplayName("gives back nothing of a counter whose window has changed since")
    void windowChanged() {
        RateLimitPolicy minutes = RateLimitPolicy.slidingWindowCounter("refund", 10, Duration.ofMinutes(1));
        long start = MINUTE * 60 * 480_000;
        PermitRequest five = new PermitRequest(minutes, new Subject("user", "42"), 5);
        List<Long> mine = take(five, 1, start);
        RateLimitPolicy hours = minutes.window(Duration.ofHours(1));
        PermitRequest other = new PermitRequest(hours, new Subject("user", "42"), 3);
        // Nothing of the five counts any more when the window changes, but for one unit.
        assertThat(take(other, 2, start + MINUTE * 19 / 10)).first().isEqualTo(9L);
        assertThat(refund(five, mine, start + MINUTE * 2)).isZero();
        assertThat(take(other, 3, start + MINUTE * 2)).first().isEqualTo(6L);
    }
}
