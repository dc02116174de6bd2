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
}
