package io.redoubt.tck.lock;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockRelease;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every {@link LockHandle} does, on whatever backend: its validity, its release and its loss. */
public abstract class LockHandleContract extends LockContract {

    @Nested
    @DisplayName("A handle")
    class Handle {

        @Test
        @DisplayName("stops being valid before the lock is free for others, and stays so")
        void validity() {
            LockHandle lock = locks().acquire("a", LockOptions.lease(ofSeconds(1)));
            assertThat(lock.remaining()).isBetween(ofMillis(1), ofMillis(988));
            on().elapse(ofMillis(990));
            assertThat(lock.isValid()).isFalse();
            assertThat(lock.remaining()).isZero();
            assertThat(lock.extend(ofSeconds(10))).isFalse();
            assertThat(lock.isValid()).isFalse();
        }

        @Test
        @DisplayName("extends its lease, and never shortens it")
        void extend() {
            LockHandle lock = locks().acquire("a", LockOptions.lease(ofSeconds(1)));
            assertThat(lock.extend(ofSeconds(20))).isTrue();
            assertThat(lock.remaining()).isGreaterThan(ofSeconds(15));
            assertThat(lock.extend(ofMillis(200))).isTrue();
            assertThat(lock.remaining()).isGreaterThan(ofSeconds(15));
            on().elapse(ofMillis(1_001));
            assertThat(lock.isValid()).isTrue();
            assertThat(locks().tryAcquire("a", LONG)).isEmpty();
        }

        @Test
        @DisplayName("can be used and released by another thread")
        void otherThread() throws Exception {
            LockHandle lock = locks().acquire("a", LONG);
            assertThat(meanwhile(() -> lock.extend(ofSeconds(60))).get()).isTrue();
            assertThat(meanwhile(lock::release).get()).isEqualTo(LockRelease.RELEASED);
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
            LockHandle lock =
                    locks().acquire("a", LockOptions.lease(ofMillis(1_200)).renewed());
            for (int i = 0; i < 4; i++) {
                on().elapse(ofMillis(400));
                eventually().until(() -> lock.remaining().compareTo(ofMillis(700)) > 0);
            }
            assertThat(locks().tryAcquire("a", LONG)).isEmpty();
            assertThat(lock.release()).isEqualTo(LockRelease.RELEASED);
            assertThat(locks().tryAcquire("a", LONG)).isPresent();
        }
    }

    @Nested
    @DisplayName("A loss")
    class Loss {

        @Test
        @DisplayName("of a lock whose lease is over is told, once, on a thread of the provider")
        void expiry() {
            LockHandle lock = locks().acquire("a", brief(ofMillis(200)));
            List<String> told = new CopyOnWriteArrayList<>();
            lock.onLost(() -> told.add(Thread.currentThread().getName()));
            assertThat(told).isEmpty();
            on().elapse(ofMillis(201));
            eventually().until(() -> !told.isEmpty());
            assertThat(lock.isValid()).isFalse();
            lock.release();
            AtomicInteger later = new AtomicInteger();
            lock.onLost(later::incrementAndGet);
            eventually().until(() -> later.get() == 1);
            assertThat(told).containsExactly("redoubt-lock-events");
        }

        @Test
        @DisplayName("of a renewed lock that was taken away is told at the next renewal")
        void force() {
            LockHandle lock =
                    locks().acquire("a", LockOptions.lease(ofMillis(600)).renewed());
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
            LockHandle lock = locks().acquire("a", brief(ofMillis(150)));
            LockHandle lost = locks().acquire("b", brief(ofMillis(150)));
            List<String> told = new CopyOnWriteArrayList<>();
            lock.onLost(() -> told.add("a"));
            lock.release();
            lock.onLost(() -> told.add("a"));
            lost.onLost(() -> told.add("b"));
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
