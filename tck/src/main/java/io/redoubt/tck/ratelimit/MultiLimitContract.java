package io.redoubt.tck.ratelimit;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.Decision.Outcome;
import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.tck.ConcurrentCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for {@link RateLimiter} calls that check several limits at once, on Redis and in memory. */
@DisplayName("Several limits")
public abstract class MultiLimitContract extends RateLimitContractBase {

    private static final RateLimitPolicy HOURLY = RateLimitPolicy.slidingWindow("hourly", 5, ofHours(1));
    private static final RateLimitPolicy MINUTELY = RateLimitPolicy.slidingWindow("minutely", 3, ofMinutes(1));

    @Test
    @DisplayName("of one subject are taken all or none")
    void allOrNone() {
        RateLimitRequest narrow = MINUTELY.by("user", "42");
        RateLimitRequest wide = HOURLY.by("user", "42");
        exhaust(narrow);
        for (RateLimitRequest[] order :
                List.of(new RateLimitRequest[] {narrow, wide}, new RateLimitRequest[] {wide, narrow})) {
            Decision rejected = take(order);
            assertThat(rejected.allowed()).isFalse();
            assertThat(rejected.decidedBy()).isEqualTo("minutely");
        }
        assertThat(limiter().peek(wide).remaining()).isEqualTo(4);
        limiter().reset(narrow);
        assertThat(take(wide, narrow).allowed()).isTrue();
        assertThat(limiter().peek(wide).remaining()).isEqualTo(3);
        assertThat(limiter().peek(narrow).remaining()).isEqualTo(1);
    }

    @Test
    @DisplayName("of several subjects are taken all or none")
    void severalSubjects() {
        RateLimitRequest user = HOURLY.by("user", "42");
        RateLimitRequest address = MINUTELY.by("ip", "2001:db8::1");
        RateLimitRequest guild = HOURLY.by("guild", "7");
        assertThat(take(user, address, guild).decidedBy()).isEqualTo("minutely");
        exhaust(address);
        for (int i = 0; i < 10; i++) {
            Decision rejected = take(user, address, guild);
            assertThat(rejected.allowed()).isFalse();
            assertThat(rejected.decidedBy()).isEqualTo("minutely");
            assertThat(rejected.retryAfter().orElseThrow()).isBetween(ofMillis(1), ofMinutes(1));
        }
        assertThat(limiter().peek(user).remaining()).isEqualTo(3);
        assertThat(limiter().peek(guild).remaining()).isEqualTo(3);
        limiter().reset(address);
        assertThat(take(user, address, guild).allowed()).isTrue();
        assertThat(limiter().peek(user).remaining()).isEqualTo(2);
    }

    @Test
    @DisplayName("of several subjects, fought for by many threads, are counted once for each admission")
    void severalSubjectsConcurrently() {
        RateLimitRequest shared = HOURLY.limit(60).by("ip", "1").cost(2);
        List<RateLimitRequest> users = List.of(
                HOURLY.limit(25).by("user", "1"),
                HOURLY.limit(25).by("user", "2"),
                HOURLY.limit(9).by("user", "3"));
        List<Callable<Integer>> askers = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            RateLimitRequest user = users.get(i % users.size());
            boolean userFirst = i % 2 == 0;
            askers.add(() -> {
                int admitted = 0;
                for (int call = 0; call < 40; call++) {
                    Decision decision = userFirst ? take(user, shared) : take(shared, user);
                    admitted += decision.allowed() ? 1 : 0;
                }
                return admitted;
            });
        }
        int[] admitted = new int[users.size()];
        try (ConcurrentCalls callers = ConcurrentCalls.of(askers.size())) {
            List<Future<Integer>> counts = askers.stream().map(callers::join).toList();
            for (int i = 0; i < counts.size(); i++) {
                admitted[i % users.size()] += ConcurrentCalls.result(counts.get(i));
            }
        }
        int all = 0;
        for (int i = 0; i < users.size(); i++) {
            RateLimitRequest user = users.get(i);
            all += admitted[i];
            assertThat(left(user)).isEqualTo(user.policy().limit() - admitted[i]);
        }
        assertThat(left(shared)).isEqualTo(60 - 2 * all);
        assertThat(all).isBetween(9, 30);
    }

    private int left(RateLimitRequest limit) {
        // What would be left after a cost that does not fit is what is left.
        return limiter().peek(limit.cost(RateLimitPolicy.MAX_LIMIT)).remaining();
    }

    @Test
    @DisplayName("are decided, if admitted, by the one with the smallest part left")
    void smallestPart() {
        RateLimitPolicy big = RateLimitPolicy.slidingWindow("big", 100, ofMinutes(1));
        take(big.by("user", "42").cost(90));
        Decision admitted = take(MINUTELY.by("user", "42"), big.by("user", "42"));
        assertThat(withoutReceipt(admitted))
                .isEqualTo(new Decision(Outcome.ALLOWED, "big", 100, 9, Optional.of(Duration.ZERO), Source.STORE));
    }

    @Test
    @DisplayName("are decided, if rejected, by the one with the longest wait; never is the longest")
    void longestWait() {
        RateLimitRequest minutely = MINUTELY.by("user", "42");
        RateLimitRequest hourly = HOURLY.by("user", "42");
        exhaust(minutely);
        exhaust(hourly);
        Decision both = take(minutely, hourly);
        assertThat(both.decidedBy()).isEqualTo("hourly");
        assertThat(both.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(both.retryAfter().orElseThrow()).isGreaterThan(ofMinutes(58));
        Decision never = take(minutely.cost(4), hourly);
        assertThat(never.decidedBy()).isEqualTo("minutely");
        assertThat(never.retryAfter()).isEmpty();
        assertThat(never.outcome()).isEqualTo(Outcome.COST_ABOVE_LIMIT);
        assertThat(never.allowed()).isFalse();
    }

    @Test
    @DisplayName("are up to sixteen, whatever the subjects and windows")
    void sixteen() {
        RateLimitRequest[] limits = new RateLimitRequest[RateLimiter.MAX_LIMITS];
        for (int i = 0; i < limits.length; i++) {
            limits[i] = RateLimitPolicy.slidingWindow("policy-" + i, i + 1, ofMinutes(10L * (i + 1)))
                    .by(i % 3 == 0 ? "user" : "ip", "id-" + i % 5);
        }
        assertThat(take(limits).decidedBy()).isEqualTo("policy-0");
        assertThat(take(limits).allowed()).isFalse();
        for (int i = 0; i < limits.length; i++) {
            assertThat(limiter().peek(limits[i].cost(i + 1)).remaining()).isEqualTo(i);
        }
    }
}
