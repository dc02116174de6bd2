package io.redoubt.tck.ratelimit;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.CalendarUnit;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.Decision.Outcome;
import io.redoubt.api.ratelimit.RateLimitAlgorithm;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Contract tests for what every algorithm of a {@link RateLimiter} has in common, on Redis and in memory. Windows are
 * so long that none ends during a test, except by chance one of the calendar: then what follows counts anew.
 */
public abstract class RateLimitAlgorithmContract extends RateLimitContractBase {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final List<RateLimitPolicy> POLICIES = List.of(
            RateLimitPolicy.slidingWindow("policy", 5, ofMinutes(30)),
            RateLimitPolicy.slidingWindow("policy", 5, ofHours(30)),
            RateLimitPolicy.slidingWindowCounter("policy", 5, Duration.ofDays(366)),
            RateLimitPolicy.tokenBucket("policy", 5, 1, ofHours(10)),
            RateLimitPolicy.fixedWindow("policy", 5, Duration.ofDays(366)),
            RateLimitPolicy.calendarWindow("policy", 5, CalendarUnit.MONTH, ZoneId.of("Europe/Berlin")));

    @ParameterizedTest
    @FieldSource("POLICIES")
    @DisplayName("admits up to its limit, then rejects, and says what is left and when to come again")
    void upToTheLimit(RateLimitPolicy policy) {
        RateLimitRequest limit = policy.by("user", "42");
        assertThat(limiter().peek(limit).remaining()).isEqualTo(4);
        assertThat(take(limit.cost(2)).remaining()).isEqualTo(3);
        Decision last = take(limit.cost(3));
        assertThat(last.remaining()).isZero();
        assertThat(last.resetAfter()).isPositive();
        Decision rejected = take(limit);
        assertThat(rejected.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(rejected.retryAfter().orElseThrow())
                .isPositive()
                .isLessThanOrEqualTo(
                        policy.algorithm() instanceof RateLimitAlgorithm.SlidingWindowCounter
                                ? policy.window().multipliedBy(2)
                                : policy.window());
        assertThat(rejected.resetAfter())
                .isGreaterThanOrEqualTo(rejected.retryAfter().orElseThrow());
        assertThat(take(limit.cost(6)).outcome()).isEqualTo(Outcome.COST_ABOVE_LIMIT);
    }

    @ParameterizedTest
    @FieldSource("POLICIES")
    @DisplayName(
            "gives back what a call did not need, in parts, never more than it took, and nothing for what took nothing")
    void refund(RateLimitPolicy policy) {
        RateLimitRequest limit = policy.by("user", "42");
        Decision first = take(limit.cost(2));
        Decision second = take(limit.cost(3));
        limiter().refund(take(limit));
        limiter().refund(limiter().peek(limit));
        assertThat(limiter().peek(limit).allowed()).isFalse();
        limiter().refund(second, 1);
        assertThat(limiter().peek(limit).remaining()).isZero();
        limiter().refund(second);
        limiter().refund(second);
        assertRemainsSoon(limit, 2);
        limiter().refund(first);
        assertRemainsSoon(limit, 4);
        assertThat(limiter().peek(limit.cost(5)).allowed()).isTrue();
    }

    /** Of a bucket each refund withholds the refill since the call: it is complete after as much time again. */
    private void assertRemainsSoon(RateLimitRequest limit, int remaining) {
        long begin = System.nanoTime();
        while (limiter().peek(limit).remaining() < remaining && System.nanoTime() - begin < SOON.toNanos()) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(limiter().peek(limit).remaining()).isEqualTo(remaining);
    }

    @ParameterizedTest
    @FieldSource("POLICIES")
    @DisplayName("gives nothing back to what was reset, and taken anew")
    void refundAfterReset(RateLimitPolicy policy) {
        RateLimitRequest limit = policy.by("user", "42");
        Decision before = take(limit.cost(5));
        limiter().reset(limit);
        assertThat(take(limit.cost(5)).allowed()).isTrue();
        limiter().refund(before);
        assertThat(limiter().peek(limit).allowed()).isFalse();
    }

    @ParameterizedTest
    @FieldSource("POLICIES")
    @DisplayName("counts what was admitted against a changed limit, and begins anew with another way to count")
    void changes(RateLimitPolicy policy) {
        RateLimitRequest limit = policy.by("user", "42");
        take(limit.cost(4));
        assertThat(take(policy.limit(4).by("user", "42")).allowed()).isFalse();
        RateLimitPolicy higher = new RateLimitPolicy("policy", 10, policy.algorithm(), policy.whenUnavailable());
        assertThat(limiter().peek(higher.by("user", "42")).remaining()).isEqualTo(5);
        for (RateLimitPolicy other : POLICIES) {
            boolean sameForm = isWindow(policy) && isWindow(other);
            boolean same = other.equals(policy);
            assertThat(limiter().peek(other.by("user", "42")).remaining())
                    .as("%s", other)
                    .isEqualTo(same || sameForm ? 0 : 4);
        }
        limiter().reset(policy.by("user", "42"));
        assertThat(limiter().peek(limit).remaining()).isEqualTo(4);
    }

    private static boolean isWindow(RateLimitPolicy policy) {
        return policy.algorithm() instanceof RateLimitAlgorithm.FixedWindow
                || policy.algorithm() instanceof RateLimitAlgorithm.CalendarWindow;
    }

    @ParameterizedTest
    @FieldSource("POLICIES")
    @DisplayName("is asked by many threads at a time, and admits exactly its limit")
    void concurrent(RateLimitPolicy policy) {
        RateLimitPolicy hundred = new RateLimitPolicy("hundred", 100, policy.algorithm(), policy.whenUnavailable());
        AdmissionHistory history = new AdmissionHistory();
        history.add(RateLimitLoad.untilFull(this::limiter, hundred.by("user", "42"), 8));
        assertThat(history.total()).isEqualTo(100);
    }

    @Test
    @DisplayName("Limits of all algorithms are taken together or not at all")
    void together() {
        List<RateLimitRequest> limits = new ArrayList<>();
        for (RateLimitPolicy policy : POLICIES) {
            String name = "p" + limits.size();
            limits.add(new RateLimitPolicy(name, 3, policy.algorithm(), policy.whenUnavailable()).by("user", "42"));
        }
        RateLimitRequest[] all = limits.toArray(RateLimitRequest[]::new);
        Decision first = take(all);
        take(limits.get(2).cost(2));
        assertThat(take(all).decidedBy()).isEqualTo("p2");
        for (RateLimitRequest limit : all) {
            assertThat(limiter().peek(limit).remaining()).isEqualTo(limit.equals(all[2]) ? 0 : 1);
        }
        limiter().refund(first);
        assertThat(Stream.of(all).map(limit -> limiter().peek(limit).remaining()))
                .containsExactly(2, 2, 0, 2, 2, 2);
    }

    @Test
    @DisplayName("What only counts may be far higher than what is remembered one by one")
    void high() {
        int most = RateLimitAlgorithm.MAX_COUNTED_LIMIT;
        for (RateLimitPolicy policy : List.of(
                RateLimitPolicy.slidingWindowCounter("high", most, Duration.ofDays(366)),
                RateLimitPolicy.tokenBucket(
                        "high", most, 999_999_937, Duration.ofDays(366).minusMillis(1)),
                RateLimitPolicy.tokenBucket("high", most, most / 10, Duration.ofDays(366)),
                RateLimitPolicy.fixedWindow("high", most, Duration.ofDays(366)))) {
            RateLimitRequest limit = policy.by("user", policy.algorithm().toString());
            assertThat(take(limit.cost(most - 1)).remaining()).as("%s", policy).isEqualTo(1);
            assertThat(take(limit.cost(3)).allowed()).as("%s", policy).isFalse();
        }
        Assertions.assertThatThrownBy(() -> RateLimitPolicy.slidingWindow("high", 100_001, ofMinutes(1)))
                .isInstanceOf(InvalidInputException.class);
        Assertions.assertThatThrownBy(() -> RateLimitPolicy.tokenBucket("high", 12, 1, Duration.ofDays(366)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("filled");
        Assertions.assertThatThrownBy(() -> RateLimitPolicy.fixedWindow("high", most + 1, ofMinutes(1)))
                .isInstanceOf(InvalidInputException.class);
    }
}
