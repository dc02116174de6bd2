package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.ratelimit.RingServer.Ask;
import io.redoubt.tck.ratelimit.NaiveWindow;
import io.redoubt.tck.server.RedisServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
        long clock = START / width.micros();
        int limit = 50;
        int generation = 1;
        int back = 0;
        for (int operation = 1; operation <= 20_000; operation++) {
            clock += random.nextInt(3) == 0 ? 0 : (long) (random.nextDouble() * window / 30);
            clock -= random.nextInt(50) == 0 ? window / 50 : 0;
            limit = random.nextInt(100) == 0 ? 20 + random.nextInt(300) : limit;
            String what = width + ", seed " + seed + ", operation " + operation;
            if (random.nextInt(2_000) == 0) {
                server.delete(KEY);
                server.replies();
                naive = new NaiveWindow();
                generation++;
            } else if (!open.isEmpty() && random.nextInt(3) == 0) {
                Given given = open.remove(random.nextInt(open.size()));
                long removed = given.naive == naive ? naive.refund(clock, window, given.number) : 0;
                server.refund(given.ask, given.reply.get(2), given.reply.get(3), clock * width.micros());
                assertThat(RingServer.integers(server.replies().get(0)))
                        .as(what)
                        .containsExactly(removed);
                back += removed > 0 ? 1 : 0;
            } else {
                Ask ask = new Ask(KEY, limit, window, 1 + random.nextInt(random.nextInt(5) == 0 ? 20 : 2), width);
                long wait = naive.wait(clock, window, limit, ask.cost());
                server.decide("take", generation, List.of(ask), clock * width.micros());
                List<Long> reply = RingServer.integers(server.replies().get(0));
                assertThat(reply.subList(0, 2)).as(what).containsExactly((long) naive.live(clock, window), wait);
                if (wait == 0) {
                    open.add(new Given(ask, reply, naive, naive.take(clock, window, ask.cost())));
                    if (open.size() > 30) {
                        open.remove(0);
                    }
                }
            }
        }
        assertThat(back).isGreaterThan(2_000);
    }

    private record Given(Ask ask, List<Long> reply, NaiveWindow naive, long number) {}
}
