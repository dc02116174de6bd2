package io.redoubt.tck.lock;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ClosedException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockInfo;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.api.lock.LockTimeoutException;
import io.redoubt.tck.InterruptAssertions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for every {@code LockProvider}, on Redis and in memory: acquiring, waiting, expiry and invalid
 * arguments.
 */
public abstract class LockProviderContract extends LockContractBase {

    @Nested
    @DisplayName("Acquiring")
    class Acquiring {

        @Test
        @DisplayName("gives a lock to one holder at a time, and to the next one after its release")
        void exclusive() {
            LockHandle first = locks().acquire("trade:1:2", LONG);
            assertThat(first.name()).isEqualTo("trade:1:2");
            assertThat(first.isValid()).isTrue();
            assertThat(locks().tryAcquire("trade:1:2", LONG)).isEmpty();
            assertThat(first.release()).isEqualTo(LockRelease.RELEASED);
            assertThat(first.isValid()).isFalse();
            assertThat(locks().tryAcquire("trade:1:2", LONG)).isPresent();
        }

        @Test
        @DisplayName("without waiting fails at once, and names the lock")
        void busy() {
            locks().acquire("a", LONG);
            assertThatThrownBy(() -> locks().acquire("a", LONG))
                    .isInstanceOf(LockTimeoutException.class)
                    .hasMessageContaining("'a'");
        }

        @Test
        @DisplayName("keeps different names apart, whatever characters they have")
        void names() {
            List<String> names =
                    List.of("a", "a:b", "a b", "a:held", "A", "\u00e4\u20ac", "x".repeat(1024), "*", "%7B");
            List<LockHandle> held = new ArrayList<>();
            names.forEach(name -> held.add(locks().acquire(name, LONG)));
            names.forEach(name -> assertThat(locks().tryAcquire(name, LONG)).isEmpty());
            held.forEach(lock -> assertThat(lock.release()).isEqualTo(LockRelease.RELEASED));
        }

        @Test
        @DisplayName("refuses bad names and leases")
        void refused() {
            for (String name : List.of("", "a{b", "}", "a\nb", "x".repeat(1025))) {
                assertThatThrownBy(() -> locks().acquire(name, LONG))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("lock name");
                assertThatThrownBy(() -> locks().tryAcquire(name, LONG)).isInstanceOf(InvalidInputException.class);
                assertThatThrownBy(() -> locks().forceRelease(name)).isInstanceOf(InvalidInputException.class);
                assertThatThrownBy(() -> locks().find(name)).isInstanceOf(InvalidInputException.class);
            }
            LockHandle lock = locks().acquire("a", LONG);
            for (Duration lease : List.of(ofMillis(4), ofDays(31).plusMillis(1))) {
                assertThatThrownBy(() -> LockOptions.lease(lease))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("PT0.005S to PT744H");
                assertThatThrownBy(() -> lock.extend(lease)).isInstanceOf(InvalidInputException.class);
            }
            for (Duration delay : List.of(ofMillis(-1), ofDays(31).plusMillis(1))) {
                assertThatThrownBy(() -> lock.releaseAfter(delay))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("delay");
            }
            assertThatThrownBy(() -> LONG.waitUpTo(ofHours(1).plusMillis(1))).isInstanceOf(InvalidInputException.class);
            assertThat(LONG.waitUpTo(ofHours(1)).maxWait()).isEqualTo(LockOptions.MAX_WAIT);
            assertThat(lock.isValid()).isTrue();
        }

        @Test
        @DisplayName("for 5 ms gives almost 3 ms to the holder, and the lock is free soon")
        void shortestLease() {
            LockHandle lock = locks().acquire("a", brief(LockOptions.MIN_LEASE));
            assertThat(LockOptions.MIN_LEASE).isEqualTo(ofMillis(5));
            assertThat(lock.remaining()).isLessThanOrEqualTo(ofNanos(2_950_000));
            on().elapse(ofMillis(6));
            assertThat(lock.isValid()).isFalse();
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
        }

        @Test
        @DisplayName("for 31 days keeps the lock, by an extension too, until it is released")
        void longestLease() {
            for (LockOptions options : List.of(LockOptions.lease(ofDays(31)), LONG)) {
                LockHandle lock = locks().acquire("a", options);
                assertThat(lock.extend(LockOptions.MAX_LEASE)).isTrue();
                assertThat(lock.remaining())
                        .isBetween(ofDays(30), ofDays(31).multipliedBy(99).dividedBy(100));
                assertThat(locks().find("a").orElseThrow().remaining())
                        .isBetween(ofDays(31).minusMinutes(1), ofDays(31));
                assertThat(locks().tryAcquire("a", LONG)).isEmpty();
                assertThat(lock.release()).isEqualTo(LockRelease.RELEASED);
            }
        }

        @Test
        @DisplayName("is not needed to see whether a lock is held, by what token and for how long")
        void find() {
            assertThat(locks().find("a")).isEmpty();
            LockHandle lock = locks().acquire("a", LONG);
            LockInfo found = locks().find("a").orElseThrow();
            assertThat(found.fencingToken()).isEqualTo(lock.fencingToken());
            assertThat(found.remaining()).isBetween(ofMillis(1), ofSeconds(30));
            assertThat(locks().find("b")).isEmpty();
            lock.extend(ofMinutes(10));
            assertThat(locks().find("a").orElseThrow().remaining()).isBetween(ofMinutes(9), ofMinutes(10));
            lock.release();
            assertThat(locks().find("a")).isEmpty();
            locks().acquire("a", brief(ofMillis(100)));
            on().elapse(ofMillis(101));
            assertThat(locks().find("a")).isEmpty();
            InterruptAssertions.assertRefused(Map.of("find", () -> locks().find("a")));
        }

        @Test
        @DisplayName("gives each acquisition a greater token: after a release, an expiry, a forced release")
        void tokens() {
            List<Long> tokens = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                LockHandle lock = locks().acquire("a", LONG);
                tokens.add(lock.fencingToken());
                lock.release();
            }
            tokens.add(locks().acquire("a", brief(ofMillis(100))).fencingToken());
            on().elapse(ofMillis(101));
            tokens.add(locks().acquire("a", LONG).fencingToken());
            locks().forceRelease("a");
            tokens.add(locks().acquire("a", LONG).fencingToken());
            assertThat(tokens).isSorted().doesNotHaveDuplicates();
        }

        @Test
        @DisplayName("succeeds when the lease of a holder who never came back is over")
        void expiry() {
            locks().acquire("a", brief(ofMillis(200)));
            assertThat(locks().tryAcquire("a", LONG)).isEmpty();
            on().elapse(ofMillis(201));
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
        }
    }

    @Nested
    @DisplayName("Waiting")
    class Waiting {

        @Test
        @DisplayName("ends soon after a release")
        void release() throws Exception {
            LockHandle first = locks().acquire("a", LONG);
            CompletableFuture<Thread> waiter = new CompletableFuture<>();
            Future<LockHandle> second = meanwhile(() -> {
                waiter.complete(Thread.currentThread());
                return locks().acquire("a", LONG.waitUpTo(ofMinutes(1)));
            });
            awaitBlocked(waiter.join());
            first.release();
            assertThat(result(second).fencingToken()).isGreaterThan(first.fencingToken());
        }

        @Test
        @DisplayName("ends soon after the lease of the holder is over")
        void expiry() throws Exception {
            locks().acquire("a", brief(ofMillis(300)));
            CompletableFuture<Thread> waiter = new CompletableFuture<>();
            Future<LockHandle> second = meanwhile(() -> {
                waiter.complete(Thread.currentThread());
                return locks().acquire("a", LONG.waitUpTo(ofMinutes(1)));
            });
            awaitBlocked(waiter.join());
            on().elapse(ofMillis(301));
            assertThat(result(second).isValid()).isTrue();
        }

        @Test
        @DisplayName("ends when its time is over")
        void timeout() throws Exception {
            locks().acquire("a", LONG);
            for (int waiters = 1; waiters <= 3; waiters += 2) {
                List<Future<LockHandle>> waiting = new ArrayList<>();
                for (int i = 0; i < waiters; i++) {
                    waiting.add(meanwhile(() -> locks().acquire("a", LONG.waitUpTo(ofMillis(250)))));
                }
                for (Future<LockHandle> each : waiting) {
                    assertThatThrownBy(() -> result(each)).hasCauseInstanceOf(LockTimeoutException.class);
                }
            }
        }

        @Test
        @DisplayName("lets many threads through, one at a time")
        void crowd() throws Exception {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<Future<?>> crowd = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                crowd.add(meanwhile(() -> {
                    for (int round = 0; round < 5; round++) {
                        locks().withLock("a", LONG.waitUpTo(ofMinutes(2)), lock -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            Thread.onSpinWait();
                            return inside.decrementAndGet();
                        });
                    }
                    return null;
                }));
            }
            for (Future<?> each : crowd) {
                each.get(2, TimeUnit.MINUTES);
            }
            assertThat(most).hasValue(1);
        }

        @Test
        @DisplayName("ends with an interrupt, which stays set, and then nothing is held")
        void interrupt() throws Exception {
            LockHandle first = locks().acquire("a", LONG);
            CompletableFuture<Thread> waiter = new CompletableFuture<>();
            Future<Boolean> waiting = meanwhile(() -> {
                waiter.complete(Thread.currentThread());
                assertThatThrownBy(() -> locks().acquire("a", LONG.waitUpTo(ofMinutes(1))))
                        .isInstanceOf(RedoubtInterruptedException.class);
                return Thread.interrupted();
            });
            awaitBlocked(waiter.join());
            waiter.join().interrupt();
            assertThat(result(waiting)).isTrue();
            first.release();
            eventually().until(() -> locks().tryAcquire("a", LONG).isPresent());
        }

        @Test
        @DisplayName("does not begin on a thread that is interrupted already")
        void interruptedBefore() {
            for (int i = 0; i < 2; i++) {
                boolean waits = i == 1;
                Thread.currentThread().interrupt();
                try {
                    assertThatThrownBy(() -> {
                                if (waits) {
                                    locks().acquire("a", LONG.waitUpTo(ofSeconds(1)));
                                } else {
                                    locks().tryAcquire("a", LONG);
                                }
                            })
                            .isInstanceOf(RedoubtInterruptedException.class);
                } finally {
                    assertThat(Thread.interrupted()).isTrue();
                }
            }
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
            InterruptAssertions.assertRefused(Map.of("forceRelease", () -> locks().forceRelease("a")));
            assertThat(locks().tryAcquire("a", LONG)).isEmpty();
        }

        @Test
        @DisplayName("does not prevent an interrupted thread from extending and releasing what it holds")
        void interruptedHolder() {
            LockHandle lock = locks().acquire("a", LONG);
            Thread.currentThread().interrupt();
            boolean extended = lock.extend(ofMinutes(2));
            LockRelease released = lock.release();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(extended).isTrue();
            assertThat(released).isEqualTo(LockRelease.RELEASED);
        }
    }

    @Nested
    @DisplayName("Work under a lock")
    class Work {

        @Test
        @DisplayName("is given the handle, returns its result, and the lock is free afterwards")
        void result() {
            String result = locks().withLock("a", LONG, lock -> {
                assertThat(lock.isValid()).isTrue();
                assertThat(locks().tryAcquire("a", LONG)).isEmpty();
                return "done";
            });
            assertThat(result).isEqualTo("done");
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
        }

        @Test
        @SuppressWarnings("NullAway") // does not see that the type of the result may be null
        @DisplayName("may have no result")
        void nothing() {
            @Nullable Object nothing = locks().<@Nullable Object, RuntimeException>withLock("a", LONG, lock -> null);
            assertThat(nothing).isNull();
        }

        @Test
        @DisplayName("throws what it throws, checked exceptions too, and the lock is free afterwards")
        void failure() {
            IOException failure = new IOException("of the work");
            assertThatThrownBy(() -> locks().withLock("a", LONG, lock -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThat(failure.getSuppressed()).isEmpty();
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
        }

        @Test
        @DisplayName("may give the lock up for later, which its end does not change, however it ends")
        void givenUp() {
            IOException failure = new IOException("of the work");
            locks().withLock("a", LONG, lock -> lock.releaseAfter(ofMinutes(1)));
            assertThatThrownBy(() -> locks().withLock("b", LONG, lock -> {
                        lock.releaseAfter(ofMinutes(1));
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThat(locks().tryAcquire("a", LONG)).isEmpty();
            assertThat(locks().tryAcquire("b", LONG)).isEmpty();
        }

        @Test
        @DisplayName("is not begun if the lock is not free in time")
        void busy() {
            locks().acquire("a", LONG);
            AtomicInteger begun = new AtomicInteger();
            assertThatThrownBy(() -> locks().withLock("a", LONG, lock -> begun.incrementAndGet()))
                    .isInstanceOf(LockTimeoutException.class);
            assertThat(begun).hasValue(0);
        }

        @Test
        @DisplayName("returns its result though the lock was lost, and another's lock is not harmed")
        void lost() {
            String result = locks().withLock("a", brief(ofMillis(100)), lock -> {
                on().elapse(ofMillis(101));
                assertThat(lock.isValid()).isFalse();
                locks().acquire("a", LONG);
                return "done";
            });
            assertThat(result).isEqualTo("done");
            assertThat(locks().tryAcquire("a", LONG)).isEmpty();
        }
    }

    @Nested
    @DisplayName("Closing")
    class Closing {

        @Test
        @DisplayName("makes what is held invalid, and tells it")
        void held() {
            LockHandle lock = locks().acquire("a", LONG.autoRenew());
            LockHandle other = locks().acquire("b", LONG);
            AtomicInteger told = new AtomicInteger();
            lock.onLost(told::incrementAndGet);
            first().close();
            first().close();
            assertThat(lock.isValid()).isFalse();
            assertThat(other.isValid()).isFalse();
            eventually().until(() -> told.get() == 1);
            assertThat(lock.release()).isEqualTo(LockRelease.NOT_HELD);
        }

        @Test
        @DisplayName("ends waiting, and lets nobody acquire afterwards")
        void waiting() throws Exception {
            locks().acquire("a", LONG);
            List<Future<LockHandle>> waiters = new ArrayList<>();
            AtomicInteger begun = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                waiters.add(meanwhile(() -> {
                    begun.incrementAndGet();
                    return locks().acquire("a", LONG.waitUpTo(ofMinutes(1)));
                }));
            }
            eventually().until(() -> begun.get() == 3);
            first().close();
            for (Future<LockHandle> waiter : waiters) {
                assertThatThrownBy(() -> result(waiter))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(ClosedException.class);
            }
            assertThatThrownBy(() -> locks().tryAcquire("b", LONG)).isInstanceOf(ClosedException.class);
            assertThatThrownBy(() -> locks().forceRelease("b")).isInstanceOf(ClosedException.class);
            assertThatThrownBy(() -> locks().find("b")).isInstanceOf(ClosedException.class);
        }
    }
}
