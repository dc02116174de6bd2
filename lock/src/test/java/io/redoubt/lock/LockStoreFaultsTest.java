package io.redoubt.lock;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.tck.FakeClock;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Tests of faults that are hard to provoke on a real server: replies that come late or never, at a chosen moment,
 * under a clock that the test controls.
 */
@DisplayName("When an answer does not come,")
final class LockStoreFaultsTest {

    private static final LockOptions LONG = LockOptions.lease(ofSeconds(30));

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();
    private final Invariant.Snapshot threads = ThreadLeaks.none().snapshot();
    private final FakeClock clock = FakeClock.aboutToOverflow();
    private final EmbeddedLockStore embeddedStore = new EmbeddedLockStore(clock, Instant.now());
    private final FaultyLockStore faultyStore = new FaultyLockStore(embeddedStore);
    private final Locks locks = Locks.on(faultyStore, clock);
    private final LockProvider provider = locks.provider();

    @AfterEach
    void close() {
        locks.close();
        threads.verify();
    }

    @Test
    @DisplayName("what an acquisition may have acquired is released in the background")
    void acquire() {
        faultyStore.failAcquires.set(1);
        assertThatThrownBy(() -> provider.tryAcquire("a", LONG)).isInstanceOf(StoreUnavailableException.class);
        await(() -> provider.tryAcquire("a", LONG).isPresent());
    }

    @Test
    @DisplayName("a waiting acquisition ends at once")
    void waiting() {
        provider.acquire("a", LONG);
        faultyStore.failAcquires.set(1);
        assertThatThrownBy(() -> provider.acquire("a", LONG.waitUpTo(ofSeconds(60))))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(locks.context().waitQueues().isEmpty()).isTrue();
    }

    @Test
    @DisplayName("a renewal is tried again while the lock is valid")
    void renewal() {
        LockHandle lock = provider.acquire("a", LockOptions.lease(ofSeconds(30)).autoRenew());
        faultyStore.failRenewals.set(3);
        clock.advance(ofSeconds(10));
        awaitFailuresLeft(2);
        clock.advance(ofSeconds(1));
        awaitFailuresLeft(1);
        clock.advance(ofSeconds(1));
        awaitFailuresLeft(0);
        assertThat(lock.remaining()).isLessThan(ofSeconds(18));
        clock.advance(ofSeconds(1));
        await(() -> lock.remaining().compareTo(ofSeconds(29)) > 0);
        assertThat(lock.isValid()).isTrue();
    }

    /** Waits until the watchdog has this many planned failures left, and sleeps before its next attempt. */
    private void awaitFailuresLeft(int left) {
        await(() -> faultyStore.failRenewals.get() == left
                && ownThreads().stream().allMatch(LockStoreFaultsTest::isSleeping));
    }

    private static boolean isSleeping(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING;
    }

    private List<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().startsWith("redoubt-lock"))
                .toList();
    }

    @Test
    @DisplayName("a lock that cannot be renewed is lost when its time is over, and told so once")
    void loss() {
        LockHandle lock = provider.acquire("a", LockOptions.lease(ofSeconds(3)).autoRenew());
        AtomicInteger told = new AtomicInteger();
        lock.onLost(told::incrementAndGet);
        faultyStore.failRenewals.set(Integer.MAX_VALUE);
        clock.advance(ofMillis(2_900));
        assertThat(lock.isValid()).isTrue();
        clock.advance(ofMillis(68));
        await(() -> told.get() == 1);
        assertThat(lock.isValid()).isFalse();
        // The store keeps the lock for 32 ms more, and the release still reaches it.
        assertThat(provider.tryAcquire("a", LONG)).isEmpty();
        assertThat(lock.release()).isEqualTo(LockRelease.NOT_HELD);
        assertThat(provider.tryAcquire("a", LONG)).isPresent();
        assertThat(told).hasValue(1);
    }

    @Test
    @DisplayName("a renewal that is answered too late makes nothing valid again")
    void lateRenewal() {
        HeldLock lock = (HeldLock) provider.acquire("a", LockOptions.lease(ofSeconds(1)));
        long sent = clock.getAsLong();
        clock.advance(ofMillis(989));
        assertThat(lock.extendValidity(sent, 30_000)).isFalse();
        assertThat(lock.isValid()).isFalse();
    }

    @Test
    @DisplayName("an acquisition that is answered after its lease is none, and is released")
    void lateAcquisition() {
        Locks late = Locks.on(new SlowLockStore(embeddedStore, () -> clock.advance(ofMillis(150))), clock);
        try {
            assertThat(late.provider().tryAcquire("a", LockOptions.lease(ofMillis(151))))
                    .isEmpty();
            await(() -> provider.tryAcquire("a", LONG).isPresent());
        } finally {
            late.close();
        }
    }

    @Test
    @DisplayName("a release can be tried again, and the lock is neither valid nor renewed meanwhile")
    void release() {
        LockHandle lock = provider.acquire("a", LONG.autoRenew());
        faultyStore.failReleases.set(1);
        assertThatThrownBy(lock::release).isInstanceOf(StoreUnavailableException.class);
        assertThat(lock.isValid()).isFalse();
        assertThat(lock.extend(ofSeconds(60))).isFalse();
        assertThat(lock.release()).isEqualTo(LockRelease.RELEASED);
        assertThat(provider.tryAcquire("a", LONG)).isPresent();
    }

    @Test
    @DisplayName("closing a handle throws nothing, and the lock is released in the background")
    void closeHandle() {
        LockHandle lock = provider.acquire("a", LONG);
        faultyStore.failReleases.set(1);
        lock.close();
        assertThat(lock.isValid()).isFalse();
        await(() -> provider.tryAcquire("a", LONG).isPresent());
    }

    @Test
    @DisplayName("the exception of the work is thrown, with that of the release added")
    void withLock() {
        IOException failure = new IOException("of the work");
        faultyStore.failReleases.set(1);
        assertThatThrownBy(() -> provider.withLock("a", LONG, lock -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(StoreUnavailableException.class);
        faultyStore.failReleases.set(1);
        assertThat(provider.<String, RuntimeException>withLock("b", LONG, lock -> "done"))
                .isEqualTo("done");
    }

    @Test
    @DisplayName("an extension that fails leaves the lock valid as long as it was")
    void extend() {
        LockHandle lock = provider.acquire("a", LONG);
        var before = lock.remaining();
        faultyStore.failRenewals.set(1);
        assertThatThrownBy(() -> lock.extend(ofSeconds(60))).isInstanceOf(StoreUnavailableException.class);
        assertThat(lock.remaining()).isEqualTo(before);
    }

    @Test
    @DisplayName("nothing piles up: neither handles that nobody releases, nor leases, nor names")
    void leaks() {
        LockOptions brief = LockOptions.lease(ofMillis(100));
        for (int i = 0; i < 20_000; i++) {
            provider.acquire("a" + i, brief);
            clock.advance(ofMillis(1));
        }
        assertThat(locks.context().heldLocks().size()).isLessThan(500);
        assertThat(embeddedStore.size()).isLessThan(500);
        assertThat(locks.context().waitQueues().isEmpty()).isTrue();
    }

    @Test
    @DisplayName("a renewal that ends with an error is made again, and later ones are made as well")
    void renewalError() {
        LockHandle lock = provider.acquire("a", LONG.autoRenew());
        for (int round = 0; round < 2; round++) {
            faultyStore.errors.set(2);
            clock.advance(ofSeconds(10));
            await(() -> faultyStore.errors.get() == 0);
            await(() -> lock.remaining().compareTo(ofSeconds(29)) > 0);
        }
    }

    @Test
    @DisplayName("a loss is found also after an error")
    void lossAfterError() {
        CountDownLatch lost = new CountDownLatch(1);
        LockHandle lock = provider.acquire("a", LONG.autoRenew());
        lock.onLost(lost::countDown);
        faultyStore.errors.set(1);
        clock.advance(ofSeconds(10));
        await(() -> faultyStore.errors.get() == 0);
        clock.advance(ofSeconds(30));
        await(() -> lost.getCount() == 0);
    }

    @Test
    @DisplayName("a release in the background that ends with an error is made again")
    void releaseError() {
        faultyStore.errors.set(2);
        faultyStore.failAcquires.set(1);
        assertThatThrownBy(() -> provider.tryAcquire("a", LONG)).isInstanceOf(StoreUnavailableException.class);
        await(() -> provider.tryAcquire("a", LONG).isPresent());
        assertThat(faultyStore.errors).hasValue(0);
    }

    @Test
    @DisplayName("one thread renews a thousand locks")
    void oneThread() {
        List<LockHandle> held = java.util.stream.IntStream.range(0, 1_000)
                .mapToObj(i -> provider.acquire("a" + i, LONG.autoRenew()))
                .toList();
        for (int i = 0; i < 4; i++) {
            clock.advance(ofSeconds(11));
            await(() -> held.stream().allMatch(lock -> lock.remaining().compareTo(ofSeconds(25)) > 0));
        }
        assertThat(ownThreads()).extracting(Thread::getName).containsExactly("redoubt-lock-watchdog");
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(ofMillis(2))
                .atMost(Backends.PATIENT)
                .until(condition);
    }
}
