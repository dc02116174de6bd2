package io.redoubt.tck.lock;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockInfo;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.api.lock.LockTimeoutException;
import io.redoubt.tck.FakeClock;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.test.proxy.TrafficCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for locks on Redis: the format of stored locks, the number of commands of each call, and several
 * processes.
 */
public abstract class RedisLockContract extends LockContractBase {

    @Override
    protected abstract RedisBackend backend();

    /** Locks on it whose handles go by another clock, so that a test need not wait for a renewal. */
    protected abstract LockProviderUnderTest open(RedisBackend on, LongSupplier nanoTime);

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
            assertThat(millis(held("a:b"))).isBetween(10_000L, 30_000L);
            assertThat(redis().raw("GET", fence("a:b"))).isEqualTo(String.valueOf(lock.fencingToken()));
            assertThat(millis(fence("a:b"))).isBetween(86_410_000L, 86_430_000L);
            lock.extend(ofHours(1));
            assertThat(millis(fence("a:b"))).isBetween(89_980_000L, 90_000_000L);
            lock.release();
            assertThat(redis().raw("EXISTS", held("a:b"))).isEqualTo("0");
        }

        @Test
        @DisplayName("a lock that was given up has no owner, so a renewal on its way does not lengthen it")
        void givenUp() {
            LockHandle lock = locks().acquire("a", LONG);
            lock.releaseAfter(ofHours(1));
            assertThat(redis().raw("GET", held("a"))).matches(lock.fencingToken() + ":[0-9]{13}:-");
            assertThat(millis(held("a"))).isBetween(3_580_000L, 3_600_000L);
            assertThat(millis(fence("a"))).isBetween(89_980_000L, 90_000_000L);
        }

        @Test
        @DisplayName("a fencing counter that has no greater number is refused, and says what to do")
        void exhaustedCounter() {
            long last = (1L << 53) - 1;
            redis().raw("SET", fence("a"), String.valueOf(last - 1), "EX", "60");
            LockHandle lock = locks().acquire("a", LONG);
            assertThat(lock.fencingToken()).isEqualTo(last);
            assertThat(lock.release()).isEqualTo(LockRelease.RELEASED);
            for (String counter :
                    List.of("" + last, "" + (last + 1), "" + Long.MAX_VALUE, "1e300", "inf", "nan", "-nan", "text")) {
                redis().raw("SET", fence("a"), counter, "EX", "60");
                assertThatThrownBy(() -> locks().tryAcquire("a", LONG))
                        .as(counter)
                        .isInstanceOf(StoreRejectedException.class)
                        .hasMessageContaining("fencing counter")
                        .hasMessageContaining("delete");
                assertThat(redis().raw("EXISTS", held("a"))).isEqualTo("0");
            }
            redis().raw("DEL", fence("a"));
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
        }

        @Test
        @DisplayName("a token is the server's time in microseconds, or one more than the last one")
        void token() {
            long token = locks().acquire("a", LONG).fencingToken();
            assertThat(token / 1_000_000).isCloseTo(serverSeconds(), org.assertj.core.data.Offset.offset(20L));
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
            FakeClock clock = FakeClock.aboutToOverflow();
            LockHandle lock = another(clock).acquire("a", LONG.autoRenew());
            redis().forgetScripts();
            assertThat(lock.extend(ofSeconds(30))).isTrue();
            redis().forgetScripts();
            long before = end("a");
            on().elapse(ofMillis(1));
            clock.advance(ofSeconds(10));
            eventually().until(() -> end("a") > before);
            redis().forgetScripts();
            assertThat(lock.release()).isEqualTo(LockRelease.RELEASED);
        }

        private long end(String name) {
            return Long.parseLong(redis().raw("GET", held(name)).split(":", -1)[1]);
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
            CompletableFuture<Thread> waiter = new CompletableFuture<>();
            Future<LockHandle> second = meanwhile(() -> {
                waiter.complete(Thread.currentThread());
                return other.acquire("a", LONG.waitUpTo(ofMinutes(1)));
            });
            awaitBlocked(waiter.join());
            first.release();
            assertThat(result(second).fencingToken()).isGreaterThan(first.fencingToken());
        }

        @Test
        @DisplayName("sees that a lock is held, or given up for later, by what token and for how long")
        void finds() {
            LockProvider other = another().provider();
            LockHandle lock = locks().acquire("a", LockOptions.lease(ofHours(2)));
            LockInfo held = other.find("a").orElseThrow();
            assertThat(held.fencingToken()).isEqualTo(lock.fencingToken());
            assertThat(held.remaining()).isBetween(ofHours(1), ofHours(2));
            lock.releaseAfter(ofHours(1));
            LockInfo givenUp = other.find("a").orElseThrow();
            assertThat(givenUp.fencingToken()).isEqualTo(lock.fencingToken());
            assertThat(givenUp.remaining()).isBetween(ofMinutes(59), ofHours(1));
            assertThat(other.tryAcquire("a", LONG)).isEmpty();
            locks().forceRelease("a");
            assertThat(other.find("a")).isEmpty();
        }

        @Test
        @DisplayName("gets what was held when the provider is closed")
        void closed() {
            LockProvider other = another().provider();
            // Three pipelines.
            for (int i = 0; i < 520; i++) {
                locks().acquire("a" + i, LONG);
            }
            locks().acquire("renewed", LONG.autoRenew());
            first().close();
            assertThat(other.tryAcquire("renewed", LONG)).isPresent();
            assertThat(redis().keys())
                    .hasSize(522)
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
            warm.releaseAfter(ofMillis(1));
            locks().find("a");
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
            redis().measure(() -> locks().find("a")).mustBe(1, 1);
            redis().measure(() -> lock.releaseAfter(ofSeconds(30))).mustBe(1, 1);
            redis().measure(lock::release).mustBe(0, 0);
            redis().measure(() -> locks().forceRelease("a")).mustBe(1, 1);
            redis().measure(() -> locks().find("a")).mustBe(1, 1);
        }

        @Test
        @DisplayName("renewals that are due together are one command each, in one round trip to each master")
        void renewals() {
            int count = 20;
            FakeClock clock = FakeClock.aboutToOverflow();
            LockProvider provider = another(clock);
            List<LockHandle> held = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                LockHandle lock = provider.acquire("a" + i, LONG.autoRenew());
                // The script of a renewal is that of an extension: now every master knows it.
                lock.extend(ofMillis(100));
                held.add(lock);
            }
            for (int round = 0; round < 2; round++) {
                redis().measure(() -> {
                            clock.advance(ofSeconds(10));
                            eventually()
                                    .until(() -> held.stream()
                                            .allMatch(lock -> lock.remaining().compareTo(ofSeconds(29)) > 0));
                        })
                        .mustBePerMaster(count, 1);
            }
        }

        @Test
        @DisplayName("fifty who wait in one process ask not more often than one of them would")
        void waiting() throws Exception {
            int count = 50;
            Duration wait = ofMillis(600);
            locks().acquire("a", LONG);
            List<Future<?>> waiters = new ArrayList<>();
            long begin = System.nanoTime();
            TrafficCounts counts = measured(() -> {
                for (int i = 0; i < count; i++) {
                    waiters.add(meanwhile(() -> locks().acquire("a", LONG.waitUpTo(wait))));
                }
                for (Future<?> waiter : waiters) {
                    assertThatThrownBy(() -> result(waiter)).hasCauseInstanceOf(LockTimeoutException.class);
                }
            });
            long naps = Duration.ofNanos(System.nanoTime() - begin).dividedBy(ofMillis(50));
            // Each asks once at first; then the first of them after each nap, of 50 ms and more; and who comes after
            // the
            // first when it takes over and when its time is over, where the machine let them begin at different times.
            assertThat(counts.byCommand().get("EVALSHA")).as("%s", counts).isLessThanOrEqualTo(3L * count + naps);
        }
    }

    /** More locks, for what stands for another process, whose clock the test moves. */
    private LockProvider another(FakeClock clock) {
        return another(open(redis(), clock)).provider();
    }

    private TrafficCounts measured(Runnable block) {
        return redis().measure(block::run).counts();
    }

    private long millis(String key) {
        return Long.parseLong(redis().raw("PTTL", key));
    }

    private long serverSeconds() {
        return redis().micros() / 1_000_000;
    }
}
