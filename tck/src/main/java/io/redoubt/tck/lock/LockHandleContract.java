package io.redoubt.tck.lock;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockInfo;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockRelease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract tests for {@link LockHandle}, on Redis and in memory: validity, extension, release and loss of a lock. */
public abstract class LockHandleContract extends LockContractBase {

    @Nested
    @DisplayName("A handle")
    class Handle {

        @Test
        @DisplayName("stops being valid before the lock is free for others, and stays so")
        void validity() {
            // A hundredth and 2 ms less than the lease.
            assertThat(locks().acquire("b", LONG).remaining()).isBetween(ofSeconds(10), ofMillis(29_698));
            LockHandle lock = locks().acquire("a", brief(ofMillis(300)));
            assertThat(lock.remaining()).isLessThanOrEqualTo(ofMillis(295));
            on().elapse(ofMillis(296));
            assertThat(lock.isValid()).isFalse();
            assertThat(lock.remaining()).isZero();
            assertThat(lock.extend(ofSeconds(10))).isFalse();
            assertThat(lock.isValid()).isFalse();
        }

        @Test
        @DisplayName("extends its lease, and never shortens it")
        void extend() {
            LockHandle lock = extended("a", ofMillis(300), ofSeconds(60));
            assertThat(lock.remaining()).isGreaterThan(ofSeconds(30));
            assertThat(lock.extend(ofMillis(200))).isTrue();
            assertThat(lock.remaining()).isGreaterThan(ofSeconds(30));
            on().elapse(ofMillis(301));
            assertThat(lock.isValid()).isTrue();
            assertThat(locks().tryAcquire("a", LONG)).isEmpty();
        }

        @Test
        @DisplayName("can be used and released by another thread")
        void otherThread() throws Exception {
            LockHandle lock = locks().acquire("a", LONG);
            assertThat(result(meanwhile(() -> lock.extend(ofSeconds(60))))).isTrue();
            assertThat(result(meanwhile(lock::release))).isEqualTo(LockRelease.RELEASED);
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
        }

        @Test
        @DisplayName("releases only what is its own, and only once")
        void owner() {
            LockHandle old = locks().acquire("a", brief(ofMillis(100)));
            on().elapse(ofMillis(101));
            LockHandle lock = locks().acquire("a", LONG);
            assertThat(old.release()).isEqualTo(LockRelease.NOT_HELD);
            old.close();
            assertThat(locks().tryAcquire("a", LONG)).isEmpty();
            assertThat(lock.release()).isEqualTo(LockRelease.RELEASED);
            assertThat(lock.release()).isEqualTo(LockRelease.NOT_HELD);
            assertThat(lock.extend(ofSeconds(1))).isFalse();
            lock.close();
        }

        @Test
        @DisplayName("is released by a thread that is interrupted, whose flag stays set")
        void interruptedRelease() {
            LockHandle lock = locks().acquire("a", LONG);
            Thread.currentThread().interrupt();
            try {
                assertThat(lock.release()).isEqualTo(LockRelease.RELEASED);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
        }

        @Test
        @DisplayName("can be taken away by force, and learns it when it extends")
        void force() {
            assertThat(locks().forceRelease("a")).isFalse();
            LockHandle lock = locks().acquire("a", LONG);
            assertThat(locks().forceRelease("a")).isTrue();
            LockHandle next = locks().acquire("a", LONG);
            assertThat(lock.extend(ofSeconds(60))).isFalse();
            assertThat(lock.isValid()).isFalse();
            assertThat(lock.release()).isEqualTo(LockRelease.NOT_HELD);
            assertThat(next.isValid()).isTrue();
            assertThat(next.extend(ofSeconds(60))).isTrue();
        }

        @Test
        @DisplayName("that is renewed outlives its lease, until it is released")
        void renewed() {
            Duration lease = ofMillis(600);
            Optional<LockHandle> acquiredMeanwhile = inTime(() -> {
                LockHandle lock = locks().acquire("a", brief(lease).autoRenew());
                for (int i = 0; i < 4 && lock.isValid(); i++) {
                    on().elapse(lease.dividedBy(3));
                    eventually().until(() -> lock.remaining().compareTo(lease.dividedBy(2)) > 0 || !lock.isValid());
                }
                Optional<LockHandle> other = locks().tryAcquire("a", LONG);
                // Else it was lost, since the watchdog stood still.
                boolean released = lock.release() == LockRelease.RELEASED;
                other.ifPresent(LockHandle::close);
                return released ? Optional.of(other) : Optional.empty();
            });
            assertThat(acquiredMeanwhile).isEmpty();
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
        }
    }

    @Nested
    @DisplayName("A handle that is given up")
    class GivenUp {

        @Test
        @DisplayName("is as after a release, and the lock remains locked until then, though the lease was longer")
        void shortened() {
            LockHandle lock = locks().acquire("a", LockOptions.lease(ofHours(1)));
            assertThat(lock.releaseAfter(ofMinutes(1))).isEqualTo(LockRelease.RELEASED);
            assertThat(lock.isValid()).isFalse();
            assertThat(lock.remaining()).isZero();
            assertThat(lock.extend(ofHours(1))).isFalse();
            assertThat(lock.release()).isEqualTo(LockRelease.NOT_HELD);
            assertThat(lock.releaseAfter(ofHours(1))).isEqualTo(LockRelease.NOT_HELD);
            lock.close();
            assertThat(locks().tryAcquire("a", LONG)).isEmpty();
            LockInfo found = locks().find("a").orElseThrow();
            assertThat(found.fencingToken()).isEqualTo(lock.fencingToken());
            assertThat(found.remaining()).isBetween(ofSeconds(20), ofMinutes(1));
        }

        @Test
        @DisplayName("remains locked no longer than that")
        void ends() {
            LockHandle lock = locks().acquire("a", LockOptions.lease(ofHours(1)));
            assertThat(lock.releaseAfter(ofMillis(100))).isEqualTo(LockRelease.RELEASED);
            on().elapse(ofMillis(101));
            LockHandle next = locks().acquire("a", LONG);
            assertThat(next.fencingToken()).isGreaterThan(lock.fencingToken());
            assertThat(lock.releaseAfter(ofMillis(1))).isEqualTo(LockRelease.NOT_HELD);
            on().elapse(ofMillis(2));
            assertThat(locks().tryAcquire("a", LONG)).isEmpty();
        }

        @Test
        @DisplayName("remains locked beyond the end of its lease, if it is given up for longer")
        void lengthened() {
            LockHandle lock = inTime(() -> Optional.of(locks().acquire("a", brief(ofMillis(200))))
                    .filter(held -> held.releaseAfter(LockOptions.MAX_LEASE) == LockRelease.RELEASED));
            on().elapse(ofMillis(201));
            assertThat(locks().tryAcquire("a", LONG)).isEmpty();
            assertThat(locks().find("a").orElseThrow().fencingToken()).isEqualTo(lock.fencingToken());
            assertThat(locks().forceRelease("a")).isTrue();
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
        }

        @Test
        @DisplayName("is free at once after no delay, and locked for a millisecond or more after any other")
        void zero() {
            LockHandle lock = locks().acquire("a", LONG);
            assertThat(lock.releaseAfter(Duration.ZERO)).isEqualTo(LockRelease.RELEASED);
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
            assertThat(locks().acquire("b", LONG).releaseAfter(Duration.ofNanos(1)))
                    .isEqualTo(LockRelease.RELEASED);
            on().elapse(ofMillis(2));
            assertThat(locks().tryAcquire("b", LONG)).isPresent();
        }

        @Test
        @DisplayName("is not renewed, and not told lost")
        void neitherRenewedNorLost() {
            List<String> told = new CopyOnWriteArrayList<>();
            LockHandle lock = locks().acquire("a", LONG.autoRenew());
            lock.onLost(() -> told.add("a"));
            lock.releaseAfter(ofMillis(50));
            lock.onLost(() -> told.add("a"));
            on().elapse(ofSeconds(1));
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
            locks().acquire("b", brief(ofMillis(100))).onLost(() -> told.add("b"));
            on().elapse(ofMillis(101));
            eventually().until(() -> told.contains("b"));
            assertThat(told).containsExactly("b");
        }

        @Test
        @DisplayName("after its loss leaves the lock to its present holder")
        void notOwner() {
            LockHandle lock = locks().acquire("a", LONG);
            locks().forceRelease("a");
            LockHandle next = locks().acquire("a", LockOptions.lease(ofHours(1)));
            assertThat(lock.releaseAfter(ofMillis(1))).isEqualTo(LockRelease.NOT_HELD);
            assertThat(locks().find("a").orElseThrow().remaining()).isGreaterThan(ofMinutes(59));
            assertThat(next.extend(ofHours(1))).isTrue();
        }

        @Test
        @DisplayName("is so also by a thread that is interrupted, whose flag stays set")
        void interrupted() {
            LockHandle lock = locks().acquire("a", LONG);
            Thread.currentThread().interrupt();
            try {
                assertThat(lock.releaseAfter(ofMinutes(1))).isEqualTo(LockRelease.RELEASED);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(locks().tryAcquire("a", LONG)).isEmpty();
        }
    }

    @Nested
    @DisplayName("A loss")
    class Loss {

        @Test
        @DisplayName("of a lock whose lease is over is told, once, on a thread of the provider")
        void expiry() {
            AtomicInteger toldOfHeld = new AtomicInteger();
            locks().acquire("b", LONG).onLost(toldOfHeld::incrementAndGet);
            LockHandle lock = locks().acquire("a", brief(ofMillis(200)));
            List<String> told = new CopyOnWriteArrayList<>();
            lock.onLost(() -> told.add(Thread.currentThread().getName()));
            on().elapse(ofMillis(201));
            eventually().until(() -> !told.isEmpty());
            assertThat(lock.isValid()).isFalse();
            lock.release();
            AtomicInteger later = new AtomicInteger();
            lock.onLost(later::incrementAndGet);
            eventually().until(() -> later.get() == 1);
            assertThat(told).containsExactly("redoubt-lock-events");
            assertThat(toldOfHeld).hasValue(0);
        }

        @Test
        @DisplayName("of a renewed lock that was taken away is told at the next renewal")
        void force() {
            LockHandle lock = locks().acquire("a", brief(ofMillis(600)).autoRenew());
            AtomicInteger told = new AtomicInteger();
            lock.onLost(told::incrementAndGet);
            locks().forceRelease("a");
            on().elapse(ofMillis(201));
            eventually().until(() -> told.get() == 1);
            assertThat(lock.isValid()).isFalse();
        }

        @Test
        @DisplayName("is not told of a lock that was released")
        void released() {
            List<String> told = inTime(() -> {
                List<String> toldOfIt = new CopyOnWriteArrayList<>();
                LockHandle lock = locks().acquire("a", brief(ofMillis(150)));
                lock.onLost(() -> toldOfIt.add("a"));
                boolean released = lock.release() == LockRelease.RELEASED;
                lock.onLost(() -> toldOfIt.add("a"));
                return released ? Optional.of(toldOfIt) : Optional.empty();
            });
            locks().acquire("b", brief(ofMillis(150))).onLost(() -> told.add("b"));
            on().elapse(ofMillis(151));
            eventually().until(() -> told.contains("b"));
            assertThat(told).containsExactly("b");
        }

        @Test
        @DisplayName("is told to the others, if one of them throws")
        void throwing() {
            LockHandle lock = locks().acquire("a", brief(ofMillis(100)));
            AtomicInteger told = new AtomicInteger();
            lock.onLost(() -> {
                throw new IllegalStateException("on purpose: an action that throws");
            });
            lock.onLost(told::incrementAndGet);
            on().elapse(ofMillis(101));
            eventually().until(() -> told.get() == 1);
        }
    }
}
