package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.Subject;
import io.redoubt.ratelimit.RateLimitScriptClient.RingArguments;
import io.redoubt.tck.ratelimit.NaiveSlidingWindow;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
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
 * Differential test: the ring in Lua on a real server, its counterpart in Java, and a naive window get the same
 * requests at the same times.
 *
 * <p>Windows are one minute or longer, so that no key expires by the server's own clock during the test.
 */
@DisplayName("The ring in Lua, its twin in Java and a naive window")
final class SlidingWindowRingDifferentialTest {

    private static final long WRAP = 1L << 32;
    private static final int BATCH = 500;

    private int wraps;
    private int boundaries;
    private int stepsBack;
    private int admitted;
    private int rejected;

    @ParameterizedTest
    @EnumSource(TickResolution.class)
    @DisplayName("give the same answers to 20,000 random operations")
    void same(TickResolution resolution) {
        run(resolution, 20_261_123L, 20_000);
    }

    @ParameterizedTest
    @EnumSource(TickResolution.class)
    @Tag("slow")
    @DisplayName("give the same answers to a million random operations")
    void sameForLong(TickResolution resolution) {
        for (long seed = 1; seed <= 20; seed++) {
            run(resolution, seed, 50_000);
        }
    }

    private void run(TickResolution resolution, long seed, int operations) {
        Random random = new Random(seed);
        RedisServer shared = RedisServers.shared();
        try (RateLimitScriptClient client = new RateLimitScriptClient(shared)) {
            List<Case> cases = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                cases.add(new Case("tck-ring-" + seed + "-" + resolution + "-" + i, resolution, random));
            }
            List<List<Long>> expected = new ArrayList<>();
            List<Supplier<String>> descriptions = new ArrayList<>();
            for (int operation = 1; operation <= operations; operation++) {
                step(client, cases, random, operation, expected, descriptions);
                if (operation % BATCH == 0) {
                    List<@Nullable Object> replies = client.replies();
                    for (int i = 0; i < descriptions.size(); i++) {
                        Supplier<String> what = descriptions.get(i);
                        assertThat(RateLimitScriptClient.integers(replies.get(i)))
                                .as(() -> "seed " + seed + ", " + resolution + ", " + what.get())
                                .isEqualTo(expected.get(i));
                    }
                    expected.clear();
                    descriptions.clear();
                }
            }
            cases.forEach(testCase -> client.delete(testCase.key));
            client.replies();
        }
        System.out.printf(
                "ring %s, seed %d: %d operations, %d admitted, %d rejected, %d at boundaries, %d steps back, %d wraps%n",
                resolution, seed, operations, admitted, rejected, boundaries, stepsBack, wraps);
        // Without enough interesting cases the comparison would prove nothing.
        assertThat(List.of(admitted, rejected)).allMatch(count -> count > operations / 10);
        assertThat(List.of(boundaries, stepsBack, wraps)).allMatch(count -> count > operations / 500);
    }

    /**
     * Makes one call on one to three rings, in Java at once and in Lua with the next batch, and records the
     * expected reply.
     */
    private void step(
            RateLimitScriptClient client,
            List<Case> cases,
            Random random,
            int operation,
            List<List<Long>> expected,
            List<Supplier<String>> descriptions) {
        int first = random.nextInt(cases.size());
        List<Case> used = cases.subList(first, Math.min(cases.size(), first + 1 + random.nextInt(4) / 2));
        long clock = used.get(0).nextClock(random);
        boolean take = random.nextInt(8) > 0;
        List<RingArguments> arguments = new ArrayList<>();
        List<Long> expectedReply = new ArrayList<>();
        List<PermitRequest> requests = new ArrayList<>();
        boolean fits = true;
        for (Case testCase : used) {
            testCase.clock = clock;
            PermitRequest request = testCase.nextRequest(random);
            requests.add(request);
            arguments.add(new RingArguments(
                    testCase.key,
                    request.policy().limit(),
                    request.windowTicks(),
                    request.cost(),
                    request.resolution()));
            long wait = testCase.ring.ticksToWait(clock, request);
            int live = testCase.ring.liveCount(clock, request.windowTicks());
            Supplier<String> what =
                    () -> "operation " + operation + " on " + testCase.key + " " + request + " at " + clock;
            assertThat(live).as(what).isEqualTo(testCase.naive.live(clock, request.windowTicks()));
            assertThat(wait)
                    .as(what)
                    .isEqualTo(testCase.naive.wait(
                            clock, request.windowTicks(), request.policy().limit(), request.cost()));
            fits &= wait == 0;
            expectedReply.addAll(List.of((long) live, wait, Math.max(clock, testCase.ring.lastTick()), 7L));
        }
        int micros = used.get(0).resolution.micros();
        client.decide(take ? "take" : "look", 7, arguments, clock * micros + random.nextInt(micros));
        if (take && fits) {
            for (int i = 0; i < used.size(); i++) {
                used.get(i).take(requests.get(i));
            }
        }
        admitted += fits ? 1 : 0;
        rejected += fits ? 0 : 1;
        expected.add(expectedReply);
        descriptions.add(
                () -> "operation " + operation + ": " + (take ? "take " : "look ") + arguments + " at tick " + clock);
    }

    private final class Case {

        final String key;
        final TickResolution resolution;
        final SlidingWindowRing ring = new SlidingWindowRing();
        final NaiveSlidingWindow naive = new NaiveSlidingWindow();
        RateLimitPolicy policy;
        long clock;

        Case(String key, TickResolution resolution, Random random) {
            this.key = key;
            this.resolution = resolution;
            this.policy = policy(random);
            this.clock = (400_000L + random.nextInt(1000)) * WRAP / resolution.micros() - 100;
        }

        private RateLimitPolicy policy(Random random) {
            int limit = random.nextInt(4) == 0 ? 300 + random.nextInt(200) : 1 + random.nextInt(40);
            return RateLimitPolicy.slidingWindow("ring", limit, window(random));
        }

        private Duration window(Random random) {
            Duration longest =
                    resolution == TickResolution.MICROSECOND ? Duration.ofMinutes(35) : RateLimitPolicy.MAX_WINDOW;
            Duration shortest =
                    resolution == TickResolution.MICROSECOND ? Duration.ofMinutes(1) : Duration.ofMinutes(36);
            return switch (random.nextInt(4)) {
                case 0 -> longest;
                case 1 -> shortest;
                default ->
                    shortest.plusMillis((long)
                            (random.nextDouble() * longest.minus(shortest).toMillis()));
            };
        }

        PermitRequest nextRequest(Random random) {
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
            return new PermitRequest(policy, new Subject("user", "42"), cost);
        }

        /**
         * Returns the time of the next call: near the last one, at the end of an admission's window, past a
         * multiple of 2^32, or earlier than the last one.
         */
        long nextClock(Random random) {
            long window = TickResolution.of(policy.window()).ticks(policy.window());
            List<Long> ticks = naive.ticks();
            long next = switch (random.nextInt(12)) {
                case 0, 1, 2 -> clock + random.nextInt(3);
                case 3 -> {
                    stepsBack++;
                    yield clock - (long) (random.nextDouble() * window / 8);
                }
                case 4 -> {
                    // Just before or after the next multiple of 2^32.
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

        void take(PermitRequest request) {
            ring.take(clock, request);
            naive.take(clock, request.windowTicks(), request.cost());
        }
    }
}
