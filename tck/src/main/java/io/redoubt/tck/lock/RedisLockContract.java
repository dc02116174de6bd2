package io.redoubt.tck.lock;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.proxy.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What locks on Redis do beyond the common contract: what is on the server, what it costs, and other processes. */
public abstract class RedisLockContract extends LockContract {

    @Override
    protected abstract RedisBackend backend();

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    private String held(String name) {
        return redis().prefix() + "lock:{" + name + "}:held";
    }

    private String fence(String name) {
        return redis().prefix() + "lock:{" + name + "}:fence";
    }

    @Nested
    @DisplayName("On the server")
    class OnTheServer {

        @Test
        @DisplayName("a lock is 'token:end:owner' until its lease ends, and its counter outlives it by a day")
        void format() {
            LockHandle lock = locks().acquire("a:b", LONG);
            String value = redis().raw("GET", held("a:b"));
            assertThat(value).matches(lock.fencingToken() + ":[0-9]{13}:[0-9a-f]{24}-[0-9a-z]+");
            assertThat(millis(held("a:b"))).isBetween(25_000L, 30_000L);
            assertThat(redis().raw("GET", fence("a:b"))).isEqualTo(String.valueOf(lock.fencingToken()));
            assertThat(millis(fence("a:b"))).isBetween(86_425_000L, 86_430_000L);
            lock.extend(ofHours(1));
            assertThat(millis(fence("a:b"))).isBetween(89_995_000L, 90_000_000L);
            lock.release();
            assertThat(redis().raw("EXISTS", held("a:b"))).isEqualTo("0");
        }

        @Test
        @DisplayName("a token is the server's time in microseconds, or one more than the last one")
        void token() {
            long token = locks().acquire("a", LONG).fencingToken();
            assertThat(token / 1_000_000).isCloseTo(serverSeconds(), org.assertj.core.data.Offset.offset(5L));
            locks().forceRelease("a");
            redis().raw("SET", fence("a"), String.valueOf(token + 100_000_000), "EX", "60");
            assertThat(locks().acquire("a", LONG).fencingToken()).isEqualTo(token + 100_000_001);
        }

        @Test
        @DisplayName("tokens grow though all data is lost, or an old counter comes back")
        void dataLoss() {
            LockHandle first = locks().acquire("a", LONG);
            redis().raw("DEL", held("a"), fence("a"));
            LockHandle second = locks().acquire("a", LONG);
            assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
            redis().raw("DEL", held("a"));
            redis().raw("SET", fence("a"), String.valueOf(first.fencingToken() - 1_000), "EX", "60");
            assertThat(locks().acquire("a", LONG).fencingToken()).isGreaterThan(second.fencingToken());
            assertThat(first.extend(ofSeconds(60))).isFalse();
            assertThat(first.release()).isEqualTo(LockRelease.NOT_HELD);
            assertThat(redis().raw("EXISTS", held("a"))).isEqualTo("1");
        }

        @Test
        @DisplayName("what others put under the key is refused, and force clears it away")
        void foreign() {
            redis().raw("RPUSH", held("a"), "x");
            redis().raw("EXPIRE", held("a"), "60");
            assertThatThrownBy(() -> locks().tryAcquire("a", LONG)).isInstanceOf(StoreRejectedException.class);
            assertThat(locks().forceRelease("a")).isFalse();
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
            redis().raw("SET", held("b"), "text", "EX", "60");
            assertThatThrownBy(() -> locks().tryAcquire("b", LONG)).isInstanceOf(StoreRejectedException.class);
            assertThat(locks().forceRelease("b")).isFalse();
            assertThat(locks().tryAcquire("b", LONG)).isPresent();
        }

        @Test
        @DisplayName("forgotten scripts are sent again, by the renewal too")
        void scriptFlush() {
            LockHandle lock =
                    locks().acquire("a", LockOptions.lease(ofMillis(900)).renewed());
            redis().forgetScripts();
            assertThat(lock.extend(ofMillis(900))).isTrue();
            redis().forgetScripts();
            on().elapse(ofMillis(1_300));
            assertThat(lock.isValid()).isTrue();
            redis().forgetScripts();
            assertThat(lock.release()).isEqualTo(LockRelease.RELEASED);
        }
    }

    @Nested
    @DisplayName("Another process")
    class AnotherProcess {

        @Test
        @DisplayName("waits for a lock of this one, and gets it soon after the release")
        void waits() throws Exception {
            LockProvider other = another().provider();
            LockHandle first = locks().acquire("a", LONG);
            assertThat(other.tryAcquire("a", LONG)).isEmpty();
            Future<LockHandle> second = meanwhile(() -> other.acquire("a", LONG.waitUpTo(ofSeconds(20))));
            on().elapse(ofMillis(150));
            first.release();
            assertThat(second.get(2, TimeUnit.SECONDS).fencingToken()).isGreaterThan(first.fencingToken());
        }

        @Test
        @DisplayName("gets what was held when the provider is closed")
        void closed() {
            LockProvider other = another().provider();
            for (int i = 0; i < 600; i++) {
                locks().acquire("a" + i, LONG);
            }
            locks().acquire("renewed", LONG.renewed());
            first().close();
            assertThat(other.tryAcquire("renewed", LONG)).isPresent();
            assertThat(redis().keys())
                    .hasSize(602)
                    .allMatch(key -> key.equals(held("renewed")) || key.endsWith(":fence"));
        }
    }

    @Nested
    @DisplayName("Commands and round trips:")
    class Costs {

        @Test
        @DisplayName("to acquire and release, with a fencing token, is two commands in two round trips")
        void acquireAndRelease() {
            locks().acquire("a", LONG).release();
            redis().measure(() -> locks().acquire("a", LONG).release()).mustBe(2, 2);
            redis().measure(() -> locks().withLock("a", LONG.waitUpTo(ofSeconds(1)), lock -> lock.fencingToken()))
                    .mustBe(2, 2);
        }

        @Test
        @DisplayName("each other call is one command in one round trip, or none")
        void single() {
            LockHandle warm = locks().acquire("a", LONG);
            warm.extend(ofSeconds(31));
            locks().forceRelease("a");
            List<LockHandle> acquired = new ArrayList<>();
            redis().measure(() -> acquired.add(locks().tryAcquire("a", LONG).orElseThrow()))
                    .mustBe(1, 1);
            redis().measure(() -> assertThat(locks().tryAcquire("a", LONG)).isEmpty())
                    .mustBe(1, 1);
            LockHandle lock = acquired.get(0);
            redis().measure(() -> lock.extend(ofSeconds(60))).mustBe(1, 1);
            redis().measure(() -> assertThat(lock.isValid() && !lock.remaining().isZero())
                            .isTrue())
                    .mustBe(0, 0);
            redis().measure(() -> locks().forceRelease("a")).mustBe(1, 1);
        }

        @Test
        @DisplayName("renewals that are due together are one round trip to each master")
        void renewals() {
            int count = 20;
            List<LockHandle> held = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                LockHandle lock = locks().acquire(
                                "a" + i, LockOptions.lease(ofMillis(1_500)).renewed());
                // The script of a renewal is that of an extension: now every master knows it.
                lock.extend(ofMillis(100));
                held.add(lock);
            }
            Counts counts = measured(() -> on().elapse(ofMillis(1_400)));
            assertThat(held).allMatch(LockHandle::isValid);
            assertThat(counts.commands()).as("%s", counts).isBetween(2L * count, 3L * count);
            // To masters in parallel: what is counted is what follows each other.
            assertThat(counts.sequentialTrips()).as("%s", counts).isLessThanOrEqualTo(count);
        }

        @Test
        @DisplayName("fifty who wait in one process ask not more often than one of them would")
        void waiting() throws Exception {
            locks().acquire("a", LONG);
            List<Future<?>> waiters = new ArrayList<>();
            Counts counts = measured(() -> {
                for (int i = 0; i < 50; i++) {
                    waiters.add(meanwhile(() -> locks().acquire("a", LONG.waitUpTo(ofSeconds(1)))));
                }
                for (Future<?> waiter : waiters) {
                    assertThatThrownBy(waiter::get).isNotNull();
                }
            });
            // Each asks once at first, and then the first of them each 50 to 100 ms.
            assertThat(counts.byCommand().get("EVALSHA")).as("%s", counts).isLessThanOrEqualTo(50L + 25 + 25);
        }
    }

    private Counts measured(Runnable block) {
        return redis().measure(block::run).counts();
    }

    private long millis(String key) {
        return Long.parseLong(redis().raw("PTTL", key));
    }

    private long serverSeconds() {
        return redis().micros() / 1_000_000;
    }
}
