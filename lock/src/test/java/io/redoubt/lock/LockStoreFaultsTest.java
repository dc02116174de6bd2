package io.redoubt.lock;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.FakeClock;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    private final EmbeddedLockStore embeddedStore =
            new EmbeddedLockStore(EmbeddedStoreContext.of(clock, Instant.now()));
    private final FaultyLockStore faultyStore = new FaultyLockStore(embeddedStore);
    private final LockProviderFactory locks = LockProviderFactory.on(faultyStore, clock);
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
        LockProviderFactory late =
                LockProviderFactory.on(new SlowLockStore(embeddedStore, () -> clock.advance(ofMillis(150))), clock);
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
    @DisplayName("a lock that is given up can be given up again, and is not freed by closing its handle meanwhile")
    void releaseAfter() {
        LockHandle lock = provider.acquire("a", LONG.autoRenew());
        faultyStore.failReleases.set(2);
        assertThatThrownBy(() -> lock.releaseAfter(ofSeconds(60))).isInstanceOf(StoreUnavailableException.class);
        assertThat(lock.isValid()).isFalse();
        lock.close();
        assertThatThrownBy(() -> provider.withLock("b", LONG, held -> held.releaseAfter(ofSeconds(60))))
                .isInstanceOf(StoreUnavailableException.class)
                .hasNoSuppressedExceptions();
        assertThat(faultyStore.failReleases).hasValue(0);
        assertThat(provider.tryAcquire("a", LONG)).isEmpty();
        assertThat(provider.tryAcquire("b", LONG)).isEmpty();
        assertThat(lock.releaseAfter(ofSeconds(60))).isEqualTo(LockRelease.RELEASED);
        clock.advance(ofSeconds(59));
        assertThat(provider.tryAcquire("a", LONG)).isEmpty();
        clock.advance(ofSeconds(1));
        assertThat(provider.tryAcquire("a", LONG)).isPresent();
    }

    @Test
    @DisplayName("a release that fails is repeated for as long as the lock was extended")
    void releaseOfExtended() {
        LockHandle lock = provider.acquire("a", LockOptions.lease(ofMillis(100)));
        assertThat(lock.extend(LockOptions.MAX_LEASE)).isTrue();
        faultyStore.failReleases.set(1);
        faultyStore.failReleaseBatches.set(Integer.MAX_VALUE);
        lock.close();
        clock.advance(ofSeconds(1));
        int left = faultyStore.failReleaseBatches.get();
        await(() -> faultyStore.failReleaseBatches.get() <= left - 2);
        faultyStore.failReleaseBatches.set(0);
        await(() -> provider.tryAcquire("a", LONG).isPresent());
    }

    @Test
    @DisplayName("a lease of milliseconds is renewed, and one of days neither often nor late")
    void anyLease() {
        LockHandle brief =
                provider.acquire("a", LockOptions.lease(LockOptions.MIN_LEASE).autoRenew());
        LockHandle days =
                provider.acquire("b", LockOptions.lease(LockOptions.MAX_LEASE).autoRenew());
        for (int i = 0; i < 200; i++) {
            clock.advance(ofNanos(1_700_000));
            await(() -> brief.remaining().compareTo(ofNanos(2_900_000)) > 0);
        }
        assertThat(faultyStore.batches)
                .hasSize(200)
                .allMatch(batch -> batch.leases().equals(List.of(5L)));
        brief.close();
        faultyStore.failRenewals.set(1);
        clock.advance(ofDays(31).dividedBy(3).plusMillis(1));
        awaitFailuresLeft(0);
        assertThat(days.remaining()).isLessThan(ofDays(21));
        clock.advance(ofSeconds(10));
        await(() -> days.remaining().compareTo(ofDays(30)) > 0);
    }

    @Test
    @DisplayName("the time for a renewal is that of its own lease, not of a shorter one that is due as well")
    void batches() {
        List<LockHandle> held = Stream.of(ofSeconds(30), LockOptions.MIN_LEASE, ofSeconds(300), LockOptions.MAX_LEASE)
                .map(lease ->
                        provider.acquire("a" + lease, LockOptions.lease(lease).autoRenew()))
                .toList();
        faultyStore.errors.set(1);
        clock.advance(ofMillis(2)); // the error of the only one that is due makes all due
        await(() -> faultyStore.batches.size() == 3);
        assertThat(faultyStore.batches)
                .containsExactly(
                        new FaultyLockStore.Batch(List.of(5L), ofNanos(1_666_666)),
                        new FaultyLockStore.Batch(List.of(30_000L, 300_000L), ofSeconds(10)),
                        new FaultyLockStore.Batch(
                                List.of(ofDays(31).toMillis()), ofDays(31).dividedBy(3)));
        assertThat(held).allMatch(LockHandle::isValid);
    }

    @ParameterizedTest
    @EnumSource(ThrownError.class)
    @DisplayName("an error at any line of the watchdog ends neither renewal nor the finding of losses")
    void watchdogError(ThrownError error) {
        AtomicInteger callsUntilError = new AtomicInteger(Integer.MAX_VALUE);
        LockProviderFactory failing = LockProviderFactory.on(faultyStore, () -> {
            if (Thread.currentThread().getName().equals("redoubt-lock-watchdog")
                    && callsUntilError.getAndDecrement() == 0) {
                throw error.create();
            }
            return clock.getAsLong();
        });
        try {
            LockHandle renewed = failing.provider().acquire("a", LONG.autoRenew());
            for (int i = 0; i < 20; i++) {
                AtomicInteger told = new AtomicInteger();
                LockHandle lost = failing.provider().acquire("b" + i, LockOptions.lease(ofSeconds(9)));
                lost.onLost(() -> {
                    throw error.create();
                });
                lost.onLost(told::incrementAndGet);
                callsUntilError.set(i);
                clock.advance(ofSeconds(10));
                await(() -> {
                    clock.advance(ofMillis(1)); // what an error has interrupted is repeated 100 ms later
                    return told.get() == 1 && renewed.remaining().compareTo(ofSeconds(29)) > 0;
                });
            }
            assertThat(failing.context().heldLocks().size()).isEqualTo(1);
        } finally {
            failing.close();
        }
    }

    @ParameterizedTest
    @EnumSource(ThrownError.class)
    @DisplayName("an error at any line of an acquisition leaves nothing locked that has no handle")
    void acquisitionError(ThrownError error) {
        Thread caller = Thread.currentThread();
        AtomicInteger callsUntilError = new AtomicInteger(Integer.MAX_VALUE);
        LockProviderFactory failing = LockProviderFactory.on(faultyStore, () -> {
            if (Thread.currentThread() == caller && callsUntilError.getAndDecrement() == 0) {
                throw error.create();
            }
            return clock.getAsLong();
        });
        LockOptions days = LockOptions.lease(LockOptions.MAX_LEASE).autoRenew();
        try {
            int failures = 0;
            for (int i = 0; i < 10; i++) {
                String name = "a" + i;
                callsUntilError.set(i);
                try {
                    failing.provider().tryAcquire(name, days).orElseThrow().close();
                } catch (LinkageError | OutOfMemoryError e) {
                    failures++;
                }
                callsUntilError.set(Integer.MAX_VALUE);
                await(() -> provider.tryAcquire(name, LONG).isPresent());
            }
            assertThat(failures).isGreaterThan(3);
            faultyStore.acquireErrors.set(1);
            assertThatThrownBy(() -> provider.tryAcquire("b", days)).isInstanceOf(NoClassDefFoundError.class);
            await(() -> provider.tryAcquire("b", LONG).isPresent());
            assertThat(failing.context().heldLocks().size()).isZero();
        } finally {
            failing.close();
        }
    }

    private enum ThrownError {
        NO_CLASS_DEF_FOUND,
        OUT_OF_MEMORY;

        Error create() {
            return this == OUT_OF_MEMORY ? new OutOfMemoryError("on purpose") : new NoClassDefFoundError("on purpose");
        }
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
