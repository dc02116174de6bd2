package io.redoubt.tck.ratelimit;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.CommandCost;
import io.redoubt.tck.backend.RedisBackend;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for a {@link RateLimiter} on Redis: the format of stored data, and the number of commands of each
 * call.
 */
public abstract class RedisRateLimiterContract extends RateLimitContractBase {

    private static final RateLimitPolicy CHAT = RateLimitPolicy.slidingWindow("chat", 10, ofMinutes(1));
    private static final RateLimitPolicy API = RateLimitPolicy.slidingWindow("api", 100, ofHours(1));

    @Override
    protected abstract RedisBackend backend();

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    private String key(String rest) {
        return redis().prefix() + "ratelimit:" + rest;
    }

    private List<String> keys() {
        return List.copyOf(redis().keys());
    }

    @Nested
    @DisplayName("On the server")
    class OnTheServer {

        @Test
        @DisplayName("a limit is one string under prefix, kind, subject, policy and ticks, which lives for the window")
        void format() {
            limiter().tryAcquire(CHAT.by("user", "42"), API.by("user", "42"));
            limiter().tryAcquire(CHAT.by("ip", "2001:db8::1"));
            assertThat(keys())
                    .containsExactlyInAnyOrder(
                            key("{user:42}:chat:us"), key("{user:42}:api:ms"), key("{ip:2001%3Adb8%3A%3A1}:chat:us"));
            assertThat(redis().raw("TYPE", key("{user:42}:chat:us"))).isEqualTo("string");
            assertThat(Long.parseLong(redis().raw("PTTL", key("{user:42}:chat:us"))))
                    .isBetween(50_000L, 60_001L);
            assertThat(Long.parseLong(redis().raw("PTTL", key("{user:42}:api:ms"))))
                    .isBetween(3_590_000L, 3_600_001L);
            assertThat(Long.parseLong(redis().raw("STRLEN", key("{user:42}:chat:us"))))
                    .isEqualTo(24 + 8 * 4);
        }

        @Test
        @DisplayName("a long id is a hash, so that no key gets longer than a line")
        void longId() {
            limiter().tryAcquire(CHAT.by("user", "}{:".repeat(170)));
            assertThat(keys()).allMatch(key -> key.length() < 200);
            assertThat(keys()).allMatch(key -> key.matches(".*:ratelimit:\\{user::[0-9a-f]{32}}:chat:us"));
        }

        @Test
        @DisplayName("nothing is left after a quiet window")
        void quiet() {
            RateLimitPolicy brief = RateLimitPolicy.slidingWindow("brief", 100, ofMillis(50));
            for (int i = 0; i < 20; i++) {
                limiter().tryAcquire(brief.by("user", "u" + i).cost(1 + i), brief.by("ip", "u" + i));
            }
            on().elapse(ofMillis(60));
            Awaitility.await().atMost(PATIENT).until(() -> keys().isEmpty());
        }

        @Test
        @DisplayName("peek, rejections and what is given back leave nothing")
        void nothing() {
            RateLimitRequest full = CHAT.limit(1).by("ip", "1");
            limiter().peek(CHAT.by("user", "42"), API.by("user", "43"));
            limiter().tryAcquire(CHAT.by("user", "42").cost(11));
            assertThat(keys()).isEmpty();
            limiter().tryAcquire(full);
            String before = redis().raw("DUMP", keys().get(0));
            assertThat(limiter()
                            .tryAcquire(full, CHAT.by("user", "42"), API.by("user", "42"), API.by("guild", "7"))
                            .allowed())
                    .isFalse();
            assertThat(keys()).containsExactly(key("{ip:1}:chat:us"));
            assertThat(redis().raw("DUMP", keys().get(0))).isEqualTo(before);
        }

        @Test
        @DisplayName("memory is bounded by the limit, four bytes a unit, and rejected calls add none")
        void memory() {
            // Each cost once.
            rejections(1_001);
        }

        @Test
        @Tag("slow")
        @DisplayName("a million rejected calls add no memory")
        void million() {
            rejections(1_000_000);
        }

        private void rejections(int calls) {
            RateLimitRequest limit =
                    RateLimitPolicy.slidingWindow("memory", 1_000, ofHours(3)).by("user", "42");
            for (int i = 0; i < 100; i++) {
                assertThat(limiter().tryAcquire(limit.cost(10)).allowed()).isTrue();
            }
            String ring = keys().get(0);
            long before = usage(ring);
            for (int i = 0; i < calls; i++) {
                assertThat(limiter().tryAcquire(limit.cost(1 + i % 1_001)).allowed())
                        .isFalse();
            }
            assertThat(usage(ring)).isEqualTo(before);
            assertThat(keys()).hasSize(1);
            System.out.printf("memory of a full limit of 1000: %d bytes; %d rejections added 0%n", before, calls);
            assertThat(before).isLessThan(4_400);
        }

        private long usage(String key) {
            return Long.parseLong(redis().raw("MEMORY", "USAGE", key));
        }

        @Test
        @DisplayName("forgotten scripts are sent again, and each is run once")
        void scriptFlush() {
            RateLimitRequest user = CHAT.by("user", "42");
            RateLimitRequest address = CHAT.limit(3).by("ip", "1");
            for (int left = 2; left >= 0; left--) {
                redis().forgetScripts();
                assertThat(limiter().tryAcquire(user, address).remaining()).isEqualTo(left);
            }
            redis().forgetScripts();
            assertThat(limiter().tryAcquire(user, address).allowed()).isFalse();
            redis().forgetScripts();
            assertThat(limiter().tryAcquire(user).remaining()).isEqualTo(6);
        }

        @Test
        @DisplayName("what is refused fails the call, whatever the policy, and what other subjects gave is given back")
        void refused() {
            redis().raw("RPUSH", key("{user:42}:chat:us"), "not a ring");
            redis().raw("EXPIRE", key("{user:42}:chat:us"), "60");
            RateLimitRequest broken = CHAT.by("user", "42");
            RateLimitRequest open = CHAT.whenUnavailable(WhenUnavailable.OPEN).by("user", "42");
            RateLimitRequest other = API.by("ip", "1");
            for (RateLimitRequest refused : List.of(broken, open)) {
                assertThatThrownBy(() -> limiter().tryAcquire(refused)).isInstanceOf(StoreRejectedException.class);
                assertThatThrownBy(() -> limiter().tryAcquire(other, refused))
                        .isInstanceOf(StoreRejectedException.class)
                        .hasMessageContaining("WRONGTYPE");
                assertThat(limiter().peek(other).remaining()).isEqualTo(99);
            }
            limiter().reset(broken);
            assertThat(limiter().tryAcquire(broken).source()).isEqualTo(Source.STORE);
        }

        @Test
        @DisplayName("a string that is no ring counts as empty")
        void foreign() {
            for (String text : List.of("x", "short", "a text that is longer than the header of a ring", "")) {
                redis().raw("SET", key("{user:42}:chat:us"), text, "PX", "60000");
                assertThat(limiter().peek(CHAT.by("user", "42")).allowed()).isTrue();
            }
        }
    }

    @Nested
    @DisplayName("Commands and round trips:")
    class Costs {

        @Test
        @DisplayName("any number of limits of one subject are one command in one round trip, admitted or not")
        void oneSubject() {
            for (int n : List.of(1, 2, 5, RateLimiter.MAX_LIMITS)) {
                RateLimitRequest[] limits = new RateLimitRequest[n];
                for (int i = 0; i < n; i++) {
                    limits[i] = RateLimitPolicy.slidingWindow("p" + i, 2, ofMinutes(20L * (i + 1)))
                            .by("user", "n" + n);
                }
                limiter().peek(limits);
                for (boolean allowed : List.of(true, true, false)) {
                    CommandCost peek = measured(() -> limiter().peek(limits).allowed(), allowed);
                    CommandCost acquire =
                            measured(() -> limiter().tryAcquire(limits).allowed(), allowed);
                    peek.mustBe(1, 1);
                    acquire.mustBe(1, 1);
                }
            }
        }

        @Test
        @DisplayName(
                "of several subjects one command each in one round trip to each master, and one more where something is given back")
        void severalSubjects() {
            RateLimitRequest once = CHAT.limit(1).by("ip", "1");
            RateLimitRequest[] limits = {CHAT.by("user", "1"), API.by("user", "1"), once, API.by("guild", "1")};
            limiter().peek(limits);
            measured(() -> limiter().tryAcquire(limits).allowed(), true).mustBePerMaster(3, 1);
            limiter().tryAcquire(limits); // the first refund sends its script
            measured(() -> limiter().tryAcquire(limits).allowed(), false).mustBePerMaster(5, 2);
            measured(() -> limiter().peek(limits).allowed(), false).mustBePerMaster(3, 1);
        }

        @Test
        @DisplayName("reset is one command a subject in one round trip to each master")
        void reset() {
            limiter().peek(CHAT.by("user", "1"));
            redis().measure(() -> limiter().reset(CHAT.by("user", "1"))).mustBe(1, 1);
            redis().measure(() -> limiter().reset(CHAT.by("user", "1"), API.by("user", "1"), API.by("ip", "1")))
                    .mustBePerMaster(2, 1);
        }

        @Test
        @DisplayName("what is refused for its input costs nothing")
        void refused() {
            limiter().peek(CHAT.by("user", "1"));
            redis().measure(() -> assertThatThrownBy(
                                    () -> limiter().tryAcquire(CHAT.by("user", "1"), CHAT.by("user", "1")))
                            .isInstanceOf(InvalidInputException.class))
                    .mustBe(0, 0);
        }

        private CommandCost measured(java.util.function.BooleanSupplier call, boolean expected) {
            List<Boolean> answers = new ArrayList<>();
            CommandCost cost = redis().measure(() -> answers.add(call.getAsBoolean()));
            assertThat(answers).containsExactly(expected);
            return cost;
        }
    }
}
