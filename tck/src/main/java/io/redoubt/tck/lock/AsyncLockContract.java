package io.redoubt.tck.lock;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.lock.AsyncLockProvider;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.api.lock.LockTimeoutException;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests which verify that {@link AsyncLockProvider} returns the same results as the blocking locks. No
 * cancelled call may leave a lock behind.
 */
public abstract class AsyncLockContract extends LockContractBase {

    private static final LockOptions LONG_WAIT =
            LockOptions.lease(ofMinutes(30)).waitUpTo(ofMinutes(30));

    private AsyncLockProvider async() {
        return locks().async();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("Every asynchronous method has the result and the effect of the blocking one")
    void sameResults() throws Exception {
        assertThat(async()).isSameAs(async());
        LockHandle first = get(async().acquire("a", LONG));
        assertThat(locks().tryAcquire("a", LONG)).isEmpty();
        assertThat(get(async().tryAcquire("a", LONG))).isEmpty();
        assertThat(get(async().extend(first, ofMinutes(1)))).isTrue();
        assertThat(first.remaining()).isGreaterThan(ofSeconds(31));
        assertThat(get(async().release(first))).isEqualTo(LockRelease.RELEASED);
        Optional<LockHandle> second = get(async().tryAcquire("a", LONG));
        assertThat(second).isPresent();
        assertThat(get(async().forceRelease("a"))).isTrue();
        long token = get(async().withLock("a", LONG, lock -> lock.isValid() ? lock.fencingToken() : 0));
        assertThat(token).isGreaterThan(second.orElseThrow().fencingToken());
        assertThat(get(async().find("a"))).isEmpty();
        LockHandle third = locks().acquire("a", LONG);
        assertThat(get(async().releaseAfter(third, ofMinutes(1)))).isEqualTo(LockRelease.RELEASED);
        assertThat(third.isValid()).isFalse();
        assertThat(get(async().find("a")).orElseThrow().fencingToken()).isEqualTo(third.fencingToken());
        assertThat(locks().tryAcquire("a", LONG)).isEmpty();
        locks().forceRelease("a");
        assertThat(locks().tryAcquire("a", LONG)).isPresent();
    }

    @Test
    @DisplayName("A failure of the blocking method, or of the work, fails the future itself")
    void sameFailures() {
        IOException failure = new IOException("of the work");
        assertThatThrownBy(() -> get(async().withLock("a", LONG, lock -> {
                    throw failure;
                })))
                .isInstanceOf(ExecutionException.class)
                .hasCause(failure);
        LockHandle held = locks().acquire("a", LONG);
        assertThatThrownBy(async().acquire("a", LONG)::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(LockTimeoutException.class);
        held.close();
    }

    @Test
    @DisplayName("A call may wait for a lock, and gets it")
    void waits() throws Exception {
        LockHandle held = locks().acquire("a", LONG_WAIT);
        CompletableFuture<LockHandle> waiting = async().acquire("a", LONG_WAIT);
        assertThat(waiting).isNotDone();
        held.close();
        assertThat(get(waiting).isValid()).isTrue();
    }

    @Test
    @DisplayName("A call that is cancelled while it waits for a lock gives up, so that the next caller gets it")
    void cancelledWhileWaiting() throws Exception {
        for (int i = 0; i < 20; i++) {
            LockHandle held = locks().acquire("a", LONG_WAIT);
            CompletableFuture<LockHandle> waiting = async().acquire("a", LONG_WAIT);
            LockSupport.parkNanos(new Random(i).nextInt(2_000_000));
            waiting.cancel(true);
            assertThatThrownBy(waiting::join).isInstanceOf(CancellationException.class);
            held.close();
            locks().acquire("a", LONG_WAIT.waitUpTo(PATIENT)).close();
        }
    }

    @Test
    @DisplayName("A call that is cancelled at any moment leaves no lock behind")
    void cancelledAtAnyMoment() {
        Random random = new Random(3);
        LockOptions once = LockOptions.lease(ofMinutes(30));
        for (int i = 0; i < 200; i++) {
            String name = "a" + i;
            boolean trying = i % 2 == 0;
            CompletableFuture<?> call = trying ? async().tryAcquire(name, once) : async().acquire(name, once);
            LockSupport.parkNanos(random.nextInt(300_000));
            if (call.cancel(random.nextBoolean())) {
                Awaitility.await()
                        .pollInterval(ofMillis(2))
                        .atMost(PATIENT)
                        .until(() -> locks().tryAcquire(name, once).isPresent());
            }
        }
    }

    @Test
    @DisplayName("Cancelling withLock interrupts its work and releases the lock")
    void cancelledWork() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CompletableFuture<String> call = async().withLock("a", LONG_WAIT, lock -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return "never";
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        call.cancel(true);
        assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        locks().acquire("a", LONG_WAIT.waitUpTo(PATIENT)).close();
    }

    @Test
    @DisplayName("Closing ends calls that wait for a lock")
    void closing() throws Exception {
        locks().acquire("a", LONG_WAIT);
        CompletableFuture<LockHandle> waiting = async().acquire("a", LONG_WAIT);
        CountDownLatch failed = new CountDownLatch(1);
        CompletableFuture<LockHandle> told = waiting.whenComplete((lock, failure) -> failed.countDown());
        first().close();
        assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(waiting::join).isInstanceOf(CompletionException.class);
        assertThat(told).isCompletedExceptionally();
    }
}
