package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.ratelimit.AlgorithmCase.Kind;
import io.redoubt.ratelimit.LimitOracle.Answer;
import io.redoubt.ratelimit.RateLimitScriptClient.KeyedRequest;
import io.redoubt.tck.Seed;
import io.redoubt.test.server.RedisServers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Differential test: each algorithm in Lua on a real server, its counterpart in Java, and a simple reference get the
 * same calls at the same times.
 */
@DisplayName("An algorithm in Lua, its twin in Java and a simple reference")
final class AlgorithmDifferentialTest {

    private static final int BATCH = 250;

    private final List<String> descriptions = new ArrayList<>();
    private final List<Boolean> taken = new ArrayList<>();
    private final List<List<Long>> expected = new ArrayList<>();
    private Seed seed = Seed.of(20_261_129);
    private int admitted;
    private int rejected;
    private int refunded;

    @ParameterizedTest
    @EnumSource(Kind.class)
    @DisplayName("give the same answers to 2,000 random calls")
    void same(Kind kind) {
        run(Set.of(kind), 2_000);
    }

    @Test
    @DisplayName("give the same answers if limits of several algorithms are decided together")
    void together() {
        run(Set.of(Kind.values()), 2_000);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @Tag("slow")
    @DisplayName("give the same answers to 200,000 random calls")
    void sameForLong(Kind kind) {
        for (long number = 1; number <= 10; number++) {
            seed = Seed.of(number);
            run(Set.of(kind), 20_000);
        }
    }

    private void run(Set<Kind> kinds, int operations) {
        Random random = seed.random();
        try (RateLimitScriptClient client = new RateLimitScriptClient(RedisServers.shared())) {
            List<AlgorithmCase> cases = new ArrayList<>();
            for (Kind kind : new TreeSet<>(kinds)) {
                for (int i = 0; i < 4; i++) {
                    cases.add(new AlgorithmCase("tck-" + kind + "-" + i, kind, random));
                    client.delete("tck-" + kind + "-" + i);
                    expect(List.of(), false, "delete");
                }
            }
            for (int operation = 1; operation <= operations; operation++) {
                step(client, cases, random, operation);
                if (descriptions.size() >= BATCH) {
                    compare(client);
                }
            }
            compare(client);
            cases.forEach(each -> client.delete(each.key));
            client.replies();
        }
        System.out.printf("%s: %d admitted, %d rejected, %d refunded%n", kinds, admitted, rejected, refunded);
        // Without enough interesting cases the comparison would prove nothing.
        assertThat(List.of(admitted, rejected)).allMatch(count -> count > operations / 10);
        assertThat(refunded).isGreaterThan(operations / 200);
    }

    private void compare(RateLimitScriptClient client) {
        List<@Nullable Object> replies = client.replies();
        for (int i = 0; i < replies.size(); i++) {
            if (!expected.get(i).isEmpty()) {
                List<Long> reply = RateLimitScriptClient.integers(replies.get(i));
                assertThat(taken.get(i) ? reply : withoutGenerations(reply))
                        .as("%s, %s", seed, descriptions.get(i))
                        .isEqualTo(expected.get(i));
            }
        }
        expected.clear();
        descriptions.clear();
        taken.clear();
    }

    /** Of what was not taken, time and generation say nothing. */
    private static List<Long> withoutGenerations(List<Long> reply) {
        List<Long> answers = new ArrayList<>();
        for (int i = 0; i < reply.size(); i++) {
            if (reply.size() == 1 || i % 5 < 3) {
                answers.add(reply.get(i));
            }
        }
        return answers;
    }

    private void expect(List<Long> reply, boolean isTaken, String what) {
        expected.add(reply);
        taken.add(isTaken);
        descriptions.add(what);
    }

    private void step(RateLimitScriptClient client, List<AlgorithmCase> cases, Random random, int operation) {
        AlgorithmCase first = cases.get(random.nextInt(cases.size()));
        if (random.nextInt(200) == 0) {
            client.delete(first.key);
            expect(List.of(), false, "delete");
            first.reset();
        } else if (!first.open.isEmpty() && random.nextInt(5) == 0) {
            refund(client, first, random, operation);
        } else {
            decide(client, first, cases, random, operation);
        }
    }

    private void refund(RateLimitScriptClient client, AlgorithmCase limit, Random random, int operation) {
        AlgorithmCase.Open open = limit.open.remove(random.nextInt(limit.open.size()));
        limit.clock = random.nextBoolean() ? limit.clock + random.nextInt(1_000) : limit.nextClock(random);
        PermitRequest taken = open.permit().request();
        int units = 1 + random.nextInt(taken.cost());
        // The algorithm stays; the rest of the policy may have changed.
        PermitRequest request =
                new PermitRequest(random.nextBoolean() ? limit.policy : taken.policy(), taken.subject(), units);
        GrantedPermit permit = new GrantedPermit(
                request,
                open.permit().time(),
                open.permit().generation(),
                open.permit().source());
        int given = limit.oracle.refund(open.number(), request, limit.clock);
        String what = "operation " + operation + ": refund " + permit + " at " + limit.clock;
        assertThat(limit.count.refund(permit, limit.clock))
                .as("%s, %s", seed, what)
                .isEqualTo(given);
        if (limit.count.isEmpty()) {
            limit.count = LimitCount.of(request);
        }
        refunded += given > 0 ? 1 : 0;
        client.refund(limit.key, permit, limit.clock);
        expect(List.of((long) given), false, what);
    }

    private void decide(
            RateLimitScriptClient client,
            AlgorithmCase first,
            List<AlgorithmCase> cases,
            Random random,
            int operation) {
        Set<AlgorithmCase> used = new LinkedHashSet<>(List.of(first));
        while (used.size() < 3 && random.nextInt(4) == 0) {
            used.add(cases.get(random.nextInt(cases.size())));
        }
        long clock = first.nextClock(random);
        boolean take = random.nextInt(8) > 0;
        List<KeyedRequest> limits = new ArrayList<>();
        List<LimitResult> results = new ArrayList<>();
        boolean fits = true;
        for (AlgorithmCase limit : used) {
            limit.clock = clock;
            PermitRequest request = limit.nextRequest(random);
            limits.add(new KeyedRequest(limit.key, request));
            LimitResult result = limit.count.look(request, clock);
            Answer answer = limit.oracle.look(request, clock);
            String what = "operation " + operation + " on " + limit.key + ": " + request + " at " + clock;
            assertThat(new Answer(result.available(), ticks(result), reset(result)))
                    .as("%s, %s", seed, what)
                    .isEqualTo(answer);
            fits &= answer.retry() == 0;
            results.add(result);
        }
        client.decide(take ? String.valueOf(operation) : "", limits, clock);
        List<Long> reply = new ArrayList<>();
        int i = 0;
        for (AlgorithmCase limit : used) {
            PermitRequest request = limits.get(i).request();
            LimitResult result = results.get(i++);
            if (take && fits) {
                result = result.counted(limit.count.take(request, clock, operation));
                limit.open.add(new AlgorithmCase.Open(result.granted(), limit.oracle.take(request, clock)));
                if (limit.open.size() > 30) {
                    limit.open.remove(0);
                }
            }
            reply.addAll(List.of((long) result.available(), ticks(result), reset(result)));
            if (take && fits) {
                reply.addAll(List.of(result.time(), result.generation()));
            }
        }
        admitted += fits ? 1 : 0;
        rejected += fits ? 0 : 1;
        expect(
                reply,
                take && fits,
                "operation " + operation + ": " + (take ? "take " : "look ") + limits + " at " + clock);
    }

    private static long ticks(LimitResult result) {
        return result.retryAfter()
                .map(wait -> wait.toNanos() / 1000 / result.request().tickMicros())
                .orElse(-1L);
    }

    private static long reset(LimitResult result) {
        return result.resetAfter().toNanos() / 1000 / result.request().tickMicros();
    }
}
