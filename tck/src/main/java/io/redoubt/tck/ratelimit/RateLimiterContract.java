package io.redoubt.tck.ratelimit;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.Decision.Outcome;
import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.tck.InterruptAssertions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract tests for every {@link RateLimiter}, on Redis and in memory, with one limit per call. */
public abstract class RateLimiterContract extends RateLimitContractBase {

    private static final RateLimitPolicy HOURLY = RateLimitPolicy.slidingWindow("hourly", 5, ofHours(1));
    private static final RateLimitPolicy MINUTELY = RateLimitPolicy.slidingWindow("minutely", 3, ofMinutes(1));
    private static final RateLimitPolicy SHORT = RateLimitPolicy.slidingWindow("short", 3, ofMillis(600));

    @Nested
    @DisplayName("One limit")
    class One {

        @Test
        @DisplayName("admits up to its limit, then rejects, and says what is left and when to come again")
        void upToTheLimit() {
            RateLimitRequest limit = HOURLY.by("user", "42");
            for (int left = 4; left >= 0; left--) {
                Decision admitted = take(limit);
                assertThat(withoutReceipt(admitted))
                        .isEqualTo(new Decision(
                                Outcome.ALLOWED, "hourly", 5, left, Optional.of(Duration.ZERO), Source.STORE));
                assertThat(admitted.resetAfter()).isBetween(ofMinutes(59), ofHours(1));
            }
            Decision rejected = take(limit);
            assertThat(rejected.allowed()).isFalse();
            assertThat(rejected.decidedBy()).isEqualTo("hourly");
            assertThat(rejected.limit()).isEqualTo(5);
            assertThat(rejected.remaining()).isZero();
            assertThat(rejected.retryAfter().orElseThrow()).isBetween(ofMinutes(59), ofHours(1));
            assertThat(rejected.source()).isEqualTo(Source.STORE);
        }

        @Test
        @DisplayName("slides: each admission counts for a window of its own, and rejections for nothing")
        void slides() {
            TimedAssertionAttempt.untilInTime(attempt -> {
                RateLimitRequest limit = attempt.limit(SHORT);
                assertThat(take(limit.cost(2)).remaining()).isEqualTo(1);
                on().elapse(ofMillis(200));
                assertThat(take(limit).allowed()).isTrue();
                attempt.within(ofMillis(600), () -> {
                    for (int i = 0; i < 20; i++) {
                        assertThat(take(limit).allowed()).isFalse();
                    }
                    Duration wait = take(limit).retryAfter().orElseThrow();
                    assertThat(wait).isPositive().isLessThanOrEqualTo(ofMillis(400));
                    on().elapse(wait);
                });
                attempt.within(ofMillis(800), () -> {
                    assertThat(take(limit).remaining()).isEqualTo(1);
                    assertThat(take(limit).remaining()).isZero();
                    assertThat(take(limit).allowed()).isFalse();
                });
            });
        }

        @Test
        @DisplayName("takes a cost whole or not at all, and says when that much fits")
        void weighted() {
            RateLimitRequest limit = MINUTELY.by("user", "42");
            take(limit.cost(1));
            on().elapse(ofMillis(100));
            take(limit.cost(1));
            Decision rejected = take(limit.cost(3));
            assertThat(rejected.allowed()).isFalse();
            assertThat(rejected.remaining()).isEqualTo(1);
            assertThat(rejected.retryAfter().orElseThrow())
                    .isGreaterThan(take(limit.cost(2)).retryAfter().orElseThrow());
            assertThat(take(limit).allowed()).isTrue();
        }

        @Test
        @DisplayName("never admits a cost above itself, and says so")
        void never() {
            RateLimitRequest limit = MINUTELY.by("user", "42");
            assertThat(withoutReceipt(take(limit.cost(4))))
                    .isEqualTo(
                            new Decision(Outcome.COST_ABOVE_LIMIT, "minutely", 3, 3, Optional.empty(), Source.STORE));
            assertThat(take(limit.cost(3)).allowed()).isTrue();
            assertThat(take(limit.cost(RateLimitPolicy.MAX_LIMIT)).retryAfter()).isEmpty();
        }

        @Test
        @DisplayName("may be as high and as long as can be")
        void extremes() {
            RateLimitRequest longest = RateLimitPolicy.slidingWindow(
                            "longest", RateLimitPolicy.MAX_LIMIT, RateLimitPolicy.MAX_WINDOW)
                    .by("user", "42");
            assertThat(take(longest.cost(RateLimitPolicy.MAX_LIMIT - 1)).remaining())
                    .isEqualTo(1);
            assertThat(take(longest).remaining()).isZero();
            assertThat(take(longest).retryAfter().orElseThrow()).isBetween(ofDays(23), ofDays(24));
            RateLimitRequest shortest =
                    RateLimitPolicy.slidingWindow("shortest", 1, ofMillis(1)).by("user", "42");
            take(shortest);
            on().elapse(ofMillis(1));
            assertThat(take(shortest).allowed()).isTrue();
        }

        @Test
        @DisplayName("is asked by many threads at a time, and admits exactly its limit")
        void concurrent() {
            RateLimitRequest limit = HOURLY.limit(100).by("user", "42");
            AdmissionHistory history = new AdmissionHistory();
            history.add(RateLimitLoad.untilFull(RateLimiterContract.this::limiter, limit, 8));
            assertThat(history.total()).isEqualTo(100);
        }
    }

    @Nested
    @DisplayName("A subject")
    class Subjects {

        @Test
        @DisplayName("has its own limits, whatever other ids look like it")
        void distinct() {
            List<String> ids = List.of(
                    "a",
                    "A",
                    "a:b",
                    "a%3Ab",
                    "a}b",
                    "{a}",
                    "}",
                    "{",
                    ":",
                    " ",
                    "ä",
                    "\ud83d\ude00",
                    "\ud83d",
                    "\ude00",
                    "\n",
                    "*",
                    "x".repeat(511) + "y",
                    "x".repeat(512));
            RateLimitPolicy once = RateLimitPolicy.slidingWindow("once", 1, ofMinutes(1));
            for (String id : ids) {
                assertThat(take(once.by("user", id)).allowed()).isTrue();
                assertThat(take(once.by("ip", id)).allowed()).isTrue();
                assertThat(take(HOURLY.by("user", id)).allowed()).isTrue();
            }
            for (String id : ids) {
                assertThat(take(once.by("user", id)).allowed()).isFalse();
            }
        }
    }

    @Nested
    @DisplayName("peek and reset:")
    class PeekAndReset {

        @Test
        @DisplayName("peek answers what acquire would, and takes nothing")
        void peek() {
            RateLimitRequest limit = MINUTELY.by("user", "42");
            for (int i = 0; i < 5; i++) {
                assertThat(limiter().peek(limit).remaining()).isEqualTo(2);
            }
            take(limit.cost(2));
            Decision peeked = limiter().peek(limit.cost(2));
            assertThat(peeked.allowed()).isFalse();
            assertThat(peeked.remaining()).isEqualTo(1);
            assertThat(withoutReceipt(limiter().peek(limit))).isEqualTo(withoutReceipt(take(limit)));
            assertThat(limiter().peek(limit, HOURLY.by("ip", "1")).decidedBy()).isEqualTo("minutely");
            assertThat(limiter().peek(HOURLY.by("ip", "1")).remaining()).isEqualTo(4);
        }

        @Test
        @DisplayName("reset forgets what was admitted, of these limits alone")
        void reset() {
            RateLimitRequest limit = MINUTELY.by("user", "42");
            RateLimitRequest slow = HOURLY.by("user", "42");
            RateLimitRequest other = MINUTELY.by("user", "43");
            exhaust(limit);
            exhaust(slow);
            exhaust(other);
            limiter().reset(limit, slow);
            assertThat(take(limit).remaining()).isEqualTo(2);
            assertThat(take(slow).remaining()).isEqualTo(4);
            assertThat(take(other).allowed()).isFalse();
            limiter().reset(limit, other, HOURLY.by("user", "unknown"));
            assertThat(take(other).remaining()).isEqualTo(2);
        }
    }

    @Nested
    @DisplayName("A policy that changes")
    class Changes {

        @Test
        @DisplayName("to a lower limit counts what was admitted before against it")
        void lower() {
            TimedAssertionAttempt.untilInTime(attempt -> {
                RateLimitRequest wide = attempt.limit(SHORT.limit(20)).cost(8);
                take(wide);
                on().elapse(ofMillis(100));
                take(wide);
                // What was admitted last ends 700 ms after the attempt began, and what was first 100 ms earlier.
                attempt.within(ofMillis(450), () -> {
                    Decision rejected = take(attempt.limit(SHORT));
                    assertThat(rejected.remaining()).isZero();
                    assertThat(rejected.retryAfter().orElseThrow()).isGreaterThan(ofMillis(250));
                    on().elapse(rejected.retryAfter().orElseThrow());
                });
                assertThat(take(attempt.limit(SHORT)).allowed()).isTrue();
            });
        }

        @Test
        @DisplayName("to a higher limit admits the difference at once")
        void higher() {
            exhaust(MINUTELY.by("user", "42"));
            RateLimitRequest raised = MINUTELY.limit(50).by("user", "42");
            assertThat(take(raised).remaining()).isEqualTo(46);
            assertThat(take(raised.cost(46)).allowed()).isTrue();
            assertThat(take(raised).allowed()).isFalse();
        }

        @Test
        @DisplayName("to another window judges what is remembered by that")
        void window() {
            RateLimitRequest limit = MINUTELY.by("user", "42");
            exhaust(limit);
            on().elapse(ofMillis(20));
            RateLimitRequest narrow = MINUTELY.window(ofMillis(10)).by("user", "42");
            RateLimitRequest wide = MINUTELY.window(ofMinutes(30)).by("user", "42");
            assertThat(limiter().peek(narrow).remaining()).isEqualTo(2);
            assertThat(take(wide).retryAfter().orElseThrow()).isBetween(ofMinutes(29), ofMinutes(30));
            assertThat(take(narrow).remaining()).isEqualTo(2);
        }

        @Test
        @DisplayName("to a window that counts in other ticks begins anew, and back again too")
        void ticks() {
            exhaust(MINUTELY.by("user", "42"));
            RateLimitRequest coarse = MINUTELY.window(ofHours(10)).by("user", "42");
            assertThat(take(coarse).remaining()).isEqualTo(2);
            exhaust(coarse);
            assertThat(take(MINUTELY.by("user", "42")).allowed()).isFalse();
            limiter().reset(coarse);
            assertThat(take(MINUTELY.by("user", "42")).allowed()).isTrue();
        }
    }

    @Nested
    @DisplayName("Bad input is refused:")
    class BadInput {

        @Test
        @DisplayName("no limit, too many, or the same one twice")
        void limits() {
            RateLimitRequest limit = MINUTELY.by("user", "42");
            List<RateLimitRequest> many = new ArrayList<>();
            for (int i = 0; i <= RateLimiter.MAX_LIMITS; i++) {
                many.add(MINUTELY.by("user", "id-" + i));
            }
            for (RateLimitRequest[] bad : List.of(
                    new RateLimitRequest[0],
                    many.toArray(RateLimitRequest[]::new),
                    new RateLimitRequest[] {limit, limit.cost(2)},
                    new RateLimitRequest[] {
                        limit, MINUTELY.limit(9).window(ofHours(2)).by("user", "42")
                    })) {
                assertThatThrownBy(() -> take(bad)).isInstanceOf(InvalidInputException.class);
                assertThatThrownBy(() -> limiter().peek(bad)).isInstanceOf(InvalidInputException.class);
                assertThatThrownBy(() -> limiter().reset(bad)).isInstanceOf(InvalidInputException.class);
            }
            assertThatThrownBy(() -> take(limit, limit)).hasMessageContaining("cost(2)");
            assertThat(take(limit).remaining()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("A thread that is interrupted already is neither admitted nor rejected, whatever its policy says")
    void interruptedBefore() {
        RateLimitRequest open =
                MINUTELY.whenUnavailable(RateLimitPolicy.WhenUnavailable.OPEN).by("user", "42");
        RateLimitRequest other = HOURLY.by("ip", "1");
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("tryAcquire", () -> take(open));
        calls.put("tryAcquire of two subjects", () -> take(open, other));
        calls.put("peek", () -> limiter().peek(open));
        calls.put("peek of two subjects", () -> limiter().peek(open, other));
        calls.put("reset", () -> limiter().reset(open));

        InterruptAssertions.assertRefused(calls);

        assertThat(take(open).remaining()).isEqualTo(2);
        assertThat(take(other).remaining()).isEqualTo(4);
    }
}
