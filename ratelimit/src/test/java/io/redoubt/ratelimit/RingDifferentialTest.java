package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.Subject;
import io.redoubt.ratelimit.RingServer.Ask;
import io.redoubt.tck.ratelimit.NaiveWindow;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The ring in Lua on a real server, its twin in Java, and a naive window, asked the same things at the same times.
 *
 * <p>Windows are a minute and longer, so that nothing expires by the server's own clock meanwhile.
 */
@DisplayName("The ring in Lua, its twin in Java and a naive window")
final class RingDifferentialTest {

    private static final long WRAP = 1L << 32;
    private static final int BATCH = 500;

    private int wraps;
    private int boundaries;
    private int stepsBack;
    private int admitted;
    private int rejected;

    @ParameterizedTest
    @EnumSource(TickWidth.class)
    @DisplayName("give the same answers to 50,000 random operations")
    void same(TickWidth width) {
        run(width, 20_261_123L, 50_000);
    }

    @ParameterizedTest
    @EnumSource(TickWidth.class)
    @Tag("slow")
    @DisplayName("give the same answers to a million random operations")
    void sameForLong(TickWidth width) {
        for (long seed = 1; seed <= 20; seed++) {
            run(width, seed, 50_000);
        }
    }

    private void run(TickWidth width, long seed, int operations) {
        Random random = new Random(seed);
        RedisServer shared = RedisServers.shared();
        try (RingServer server = new RingServer(shared)) {
            List<Slot> slots = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                slots.add(new Slot("tck-ring-" + seed + "-" + width + "-" + i, width, random));
            }
            List<List<Long>> expected = new ArrayList<>();
            List<Supplier<String>> asked = new ArrayList<>();
            for (int operation = 1; operation <= operations; operation++) {
                step(server, slots, random, operation, expected, asked);
                if (operation % BATCH == 0) {
                    List<@Nullable Object> replies = server.replies();
                    for (int i = 0; i < asked.size(); i++) {
                        Supplier<String> what = asked.get(i);
                        assertThat(RingServer.integers(replies.get(i)))
                                .as(() -> "seed " + seed + ", " + width + ", " + what.get())
                                .isEqualTo(expected.get(i));
                    }
                    expected.clear();
                    asked.clear();
                }
            }
            slots.forEach(slot -> server.delete(slot.key));
            server.replies();
        }
        System.out.printf(
                "ring %s, seed %d: %d operations, %d admitted, %d rejected, %d at boundaries, %d steps back, %d wraps%n",
                width, seed, operations, admitted, rejected, boundaries, stepsBack, wraps);
        // A test that asks nothing interesting proves nothing.
        assertThat(List.of(admitted, rejected)).allMatch(count -> count > operations / 10);
        assertThat(List.of(boundaries, stepsBack, wraps)).allMatch(count -> count > operations / 500);
    }

    /** One call on one to three rings, which are alike in Java; the answer that Lua has to give is remembered. */
    private void step(
            RingServer server,
            List<Slot> slots,
            Random random,
            int operation,
            List<List<Long>> expected,
            List<Supplier<String>> asked) {
        int first = random.nextInt(slots.size());
        List<Slot> used = slots.subList(first, Math.min(slots.size(), first + 1 + random.nextInt(4) / 2));
        long clock = used.get(0).nextClock(random);
        boolean take = random.nextInt(8) > 0;
        List<Ask> asks = new ArrayList<>();
        List<Long> answer = new ArrayList<>();
        List<Demand> demands = new ArrayList<>();
        boolean fits = true;
        for (Slot slot : used) {
            slot.clock = clock;
            Demand demand = slot.demand(random);
            demands.add(demand);
            asks.add(new Ask(slot.key, demand.policy().limit(), demand.windowTicks(), demand.cost(), demand.width()));
            long wait = slot.ring.wait(clock, demand);
            int live = slot.ring.live(clock, demand.windowTicks());
            Supplier<String> what = () -> "operation " + operation + " on " + slot.key + " " + demand + " at " + clock;
            assertThat(live).as(what).isEqualTo(slot.naive.live(clock, demand.windowTicks()));
            assertThat(wait)
                    .as(what)
                    .isEqualTo(slot.naive.wait(
                            clock, demand.windowTicks(), demand.policy().limit(), demand.cost()));
            fits &= wait == 0;
            answer.addAll(List.of((long) live, wait, Math.max(clock, slot.ring.last()), 7L));
        }
        int micros = used.get(0).width.micros();
        server.decide(take ? "take" : "look", 7, asks, clock * micros + random.nextInt(micros));
        if (take && fits) {
            for (int i = 0; i < used.size(); i++) {
                used.get(i).take(demands.get(i));
            }
        }
        admitted += fits ? 1 : 0;
        rejected += fits ? 0 : 1;
        expected.add(answer);
        asked.add(() -> "operation " + operation + ": " + (take ? "take " : "look ") + asks + " at tick " + clock);
    }

    private final class Slot {

        final String key;
        final TickWidth width;
        final Ring ring = new Ring();
        final NaiveWindow naive = new NaiveWindow();
        RateLimitPolicy policy;
        long clock;

        Slot(String key, TickWidth width, Random random) {
            this.key = key;
            this.width = width;
            this.policy = policy(random);
            this.clock = (400_000L + random.nextInt(1000)) * WRAP / width.micros() - 100;
        }

        private RateLimitPolicy policy(Random random) {
            int limit = random.nextInt(4) == 0 ? 300 + random.nextInt(200) : 1 + random.nextInt(40);
            return RateLimitPolicy.slidingWindow("ring", limit, window(random));
        }

        private Duration window(Random random) {
            Duration longest = width == TickWidth.MICROSECOND ? Duration.ofMinutes(35) : RateLimitPolicy.MAX_WINDOW;
            Duration shortest = width == TickWidth.MICROSECOND ? Duration.ofMinutes(1) : Duration.ofMinutes(36);
            return switch (random.nextInt(4)) {
                case 0 -> longest;
                case 1 -> shortest;
                default ->
                    shortest.plusMillis((long)
                            (random.nextDouble() * longest.minus(shortest).toMillis()));
            };
        }

        Demand demand(Random random) {
            switch (random.nextInt(60)) {
                case 0 -> policy = policy.limit(1 + random.nextInt(60));
                case 1 -> policy = policy.window(window(random));
                case 2 -> policy = policy(random);
                default -> {}
            }
            int limit = policy.limit();
            int cost = switch (random.nextInt(10)) {
                case 0 -> 1 + random.nextInt(limit);
                case 1 -> limit + random.nextInt(2);
                case 2, 3 -> 1 + random.nextInt(Math.min(limit, 9));
                default -> 1;
            };
            return new Demand(policy, new Subject("user", "42"), cost);
        }

        /** The time of the next call: near the last one, at the boundary of something admitted, past 2^32, or back. */
        long nextClock(Random random) {
            long window = TickWidth.of(policy.window()).ticks(policy.window());
            List<Long> ticks = naive.ticks();
            long next = switch (random.nextInt(12)) {
                case 0, 1, 2 -> clock + random.nextInt(3);
                case 3 -> {
                    stepsBack++;
                    yield clock - (long) (random.nextDouble() * window / 8);
                }
                case 4 -> {
                    // To just before or after the next multiple of 2^32.
                    long border = Math.floorDiv(clock, WRAP) * WRAP + WRAP;
                    yield border - clock < 3 * window ? border - 2 + random.nextInt(4) : clock;
                }
                case 5, 6, 7 -> {
                    if (ticks.isEmpty()) {
                        yield clock;
                    }
                    boundaries++;
                    yield ticks.get(random.nextInt(ticks.size())) + window - random.nextInt(2);
                }
                case 8 -> clock + (long) (random.nextDouble() * 2 * window);
                default -> clock + (long) (random.nextDouble() * window / policy.limit());
            };
            if (Math.floorDiv(next, WRAP) != Math.floorDiv(clock, WRAP)) {
                wraps++;
            }
            return next;
        }

        void take(Demand demand) {
            ring.take(clock, demand);
            naive.take(clock, demand.windowTicks(), demand.cost());
        }
    }
}
