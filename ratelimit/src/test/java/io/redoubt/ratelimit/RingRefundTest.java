package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.ratelimit.RingServer.Ask;
import io.redoubt.tck.ratelimit.NaiveWindow;
import io.redoubt.tck.server.RedisServers;
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

/** What a refund removes from a ring, at times that the test says. */
@DisplayName("A refund")
final class RingRefundTest {

    private static final String KEY = "tck-refund";
    private static final long START = (1L << 32) * 400_000 - 5;
    private static final long MINUTE = 60_000_000;
    private static final int OPERATIONS = 20_000;
    private static final int BATCH = 500;

    private RingServer server;

    @BeforeEach
    void connect() {
        server = new RingServer(RedisServers.shared());
        delete();
    }

    @AfterEach
    void disconnect() {
        delete();
        server.close();
    }

    private void delete() {
        server.delete(KEY);
        server.replies();
    }

    private static Ask ask(int limit, int cost) {
        return new Ask(KEY, limit, MINUTE, cost, TickWidth.MICROSECOND);
    }

    private List<Long> take(Ask ask, long generation, long micros) {
        server.decide("take", generation, List.of(ask), micros);
        return RingServer.integers(server.replies().get(0));
    }

    private long refund(Ask ask, List<Long> taken, long micros) {
        server.refund(ask, taken.get(2), taken.get(3), micros);
        return RingServer.integers(server.replies().get(0)).get(0);
    }

    private long live(long micros) {
        server.decide("look", 0, List.of(ask(1000, 1)), micros);
        return RingServer.integers(server.replies().get(0)).get(0);
    }

    @Test
    @DisplayName("removes what was taken, and nothing that others took before, at the same tick, or after")
    void exact() {
        take(ask(100, 3), 1, START);
        List<Long> mine = take(ask(100, 5), 1, START + 10);
        take(ask(100, 2), 1, START + 10);
        take(ask(100, 4), 1, START + 20);
        assertThat(refund(ask(100, 5), mine, START + 30)).isEqualTo(5);
        assertThat(live(START + 30)).isEqualTo(9);
        assertThat(live(START + MINUTE)).isEqualTo(6);
        assertThat(live(START + MINUTE + 10)).isEqualTo(4);
        assertThat(live(START + MINUTE + 20)).isZero();
    }

    @Test
    @DisplayName("of the only admission removes the key")
    void only() {
        List<Long> mine = take(ask(10, 5), 1, START);
        assertThat(refund(ask(10, 5), mine, START)).isEqualTo(5);
        server.delete(KEY);
        assertThat(server.replies().get(0)).isEqualTo(0L);
    }

    @Test
    @DisplayName("removes nothing that has expired, nor from a ring that was reset since and filled at the same tick")
    void gone() {
        List<Long> mine = take(ask(10, 5), 1, START);
        take(ask(10, 5), 1, START + 1);
        assertThat(refund(ask(10, 5), mine, START + MINUTE)).isZero();
        assertThat(live(START + MINUTE)).isEqualTo(5);
        delete();
        assertThat(refund(ask(10, 5), mine, START)).isZero();
        take(ask(10, 5), 2, START);
        assertThat(refund(ask(10, 5), mine, START)).isZero();
        assertThat(live(START)).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(TickWidth.class)
    @DisplayName("leaves what a naive window leaves, in 20,000 random operations with growth, wraps and resets")
    void same(TickWidth width) {
        long seed = 42;
        Random random = new Random(seed);
        long window = width == TickWidth.MICROSECOND ? MINUTE * 30 : 24L * 3600 * 1000 * 20;
        NaiveWindow naive = new NaiveWindow();
        List<Given> open = new ArrayList<>();
        List<List<Long>> expected = new ArrayList<>();
        long clock = START / width.micros();
        int limit = 50;
        long generation = 1;
        int back = 0;
        for (int operation = 1; operation <= OPERATIONS; operation++) {
            clock += random.nextInt(3) == 0 ? 0 : (long) (random.nextDouble() * window / 30);
            clock -= random.nextInt(50) == 0 ? window / 50 : 0;
            limit = random.nextInt(100) == 0 ? 20 + random.nextInt(300) : limit;
            if (random.nextInt(2_000) == 0) {
                compare(expected, width + ", seed " + seed, operation);
                delete();
                naive = new NaiveWindow();
                generation++;
            } else if (!open.isEmpty() && random.nextInt(3) == 0) {
                Given given = open.remove(random.nextInt(open.size()));
                long removed = given.naive == naive ? naive.refund(clock, window, given.number) : 0;
                server.refund(given.ask, given.tick, given.generation, clock * width.micros());
                expected.add(List.of(removed));
                back += removed > 0 ? 1 : 0;
            } else {
                Ask ask = new Ask(KEY, limit, window, 1 + random.nextInt(random.nextInt(5) == 0 ? 20 : 2), width);
                long wait = naive.wait(clock, window, limit, ask.cost());
                long tick = naive.now(clock);
                server.decide("take", generation, List.of(ask), clock * width.micros());
                expected.add(List.of((long) naive.live(clock, window), wait, tick, generation));
                if (wait == 0) {
                    open.add(new Given(ask, tick, generation, naive, naive.take(clock, window, ask.cost())));
                    if (open.size() > 30) {
                        open.remove(0);
                    }
                }
            }
            if (expected.size() == BATCH) {
                compare(expected, width + ", seed " + seed, operation);
            }
        }
        compare(expected, width + ", seed " + seed, OPERATIONS);
        assertThat(back).isGreaterThan(OPERATIONS / 10);
    }

    /** Sends what was asked since the last time. */
    private void compare(List<List<Long>> expected, String what, int operation) {
        List<@Nullable Object> replies = server.replies();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(RingServer.integers(replies.get(i)))
                    .as("%s, %d operations before %d", what, expected.size() - i, operation)
                    .isEqualTo(expected.get(i));
        }
        expected.clear();
    }

    private record Given(Ask ask, long tick, long generation, NaiveWindow naive, long number) {}
}
