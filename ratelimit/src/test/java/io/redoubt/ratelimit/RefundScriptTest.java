package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.ratelimit.RateLimitScriptClient.RingArguments;
import io.redoubt.tck.ratelimit.NaiveSlidingWindow;
import io.redoubt.test.server.RedisServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Test of what the refund script removes from a ring, at times that the test sets. */
@DisplayName("A refund")
final class RefundScriptTest {

    private static final String KEY = "tck-refund";
    private static final long START = (1L << 32) * 400_000 - 5;
    private static final long MINUTE = 60_000_000;
    private static final int OPERATIONS = 20_000;
    private static final int BATCH = 500;

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

    private static RingArguments argument(int limit, int cost) {
        return new RingArguments(KEY, limit, MINUTE, cost, TickResolution.MICROSECOND);
    }

    private List<Long> take(RingArguments argument, long generation, long micros) {
        client.decide("take", generation, List.of(argument), micros);
        return RateLimitScriptClient.integers(client.replies().get(0));
    }

    private long refund(RingArguments argument, List<Long> taken, long micros) {
        client.refund(argument, taken.get(2), taken.get(3), micros);
        return RateLimitScriptClient.integers(client.replies().get(0)).get(0);
    }

    private long live(long micros) {
        client.decide("look", 0, List.of(argument(1000, 1)), micros);
        return RateLimitScriptClient.integers(client.replies().get(0)).get(0);
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

    @ParameterizedTest
    @EnumSource(TickResolution.class)
    @DisplayName("leaves what a naive window leaves, in 20,000 random operations with growth, wraps and resets")
    void same(TickResolution resolution) {
        long seed = 42;
        Random random = new Random(seed);
        long window = resolution == TickResolution.MICROSECOND ? MINUTE * 30 : 24L * 3600 * 1000 * 20;
        NaiveSlidingWindow naive = new NaiveSlidingWindow();
        List<Taken> open = new ArrayList<>();
        List<List<Long>> expected = new ArrayList<>();
        long clock = START / resolution.micros();
        int limit = 50;
        long generation = 1;
        int refunded = 0;
        for (int operation = 1; operation <= OPERATIONS; operation++) {
            clock += random.nextInt(3) == 0 ? 0 : (long) (random.nextDouble() * window / 30);
            clock -= random.nextInt(50) == 0 ? window / 50 : 0;
            limit = random.nextInt(100) == 0 ? 20 + random.nextInt(300) : limit;
            if (random.nextInt(2_000) == 0) {
                compare(expected, resolution + ", seed " + seed, operation);
                delete();
                naive = new NaiveSlidingWindow();
                generation++;
            } else if (!open.isEmpty() && random.nextInt(3) == 0) {
                Taken candidate = open.remove(random.nextInt(open.size()));
                long removed = candidate.naive == naive ? naive.refund(clock, window, candidate.number) : 0;
                client.refund(candidate.argument, candidate.tick, candidate.generation, clock * resolution.micros());
                expected.add(List.of(removed));
                refunded += removed > 0 ? 1 : 0;
            } else {
                int cost = 1 + random.nextInt(random.nextInt(5) == 0 ? 20 : 2);
                RingArguments argument = new RingArguments(KEY, limit, window, cost, resolution);
                long wait = naive.wait(clock, window, limit, argument.cost());
                long tick = naive.now(clock);
                client.decide("take", generation, List.of(argument), clock * resolution.micros());
                expected.add(List.of((long) naive.live(clock, window), wait, tick, generation));
                if (wait == 0) {
                    open.add(new Taken(argument, tick, generation, naive, naive.take(clock, window, argument.cost())));
                    if (open.size() > 30) {
                        open.remove(0);
                    }
                }
            }
            if (expected.size() == BATCH) {
                compare(expected, resolution + ", seed " + seed, operation);
            }
        }
        compare(expected, resolution + ", seed " + seed, OPERATIONS);
        assertThat(refunded).isGreaterThan(OPERATIONS / 10);
    }

    /** Sends the batched calls, and compares their replies with the expected ones. */
    private void compare(List<List<Long>> expected, String what, int operation) {
        List<@Nullable Object> replies = client.replies();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(RateLimitScriptClient.integers(replies.get(i)))
                    .as("%s, %d operations before %d", what, expected.size() - i, operation)
                    .isEqualTo(expected.get(i));
        }
        expected.clear();
    }

    private record Taken(RingArguments argument, long tick, long generation, NaiveSlidingWindow naive, long number) {}
}
