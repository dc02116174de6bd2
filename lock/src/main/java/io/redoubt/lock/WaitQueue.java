package io.redoubt.lock;

import io.redoubt.api.StoreUnavailableException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Those of this process who wait for one lock. Only the first of them asks the store, so that the load of waiting depends on
 * the number of processes and not on the number of waiters; the others wait for their turn, in order.
 */
final class WaitQueue {

    private static final int ALL_WAITERS = 1 << 20;

    private final Semaphore headPermit = new Semaphore(1, true);
    private final Semaphore releaseSignals = new Semaphore(0);
    private volatile @Nullable StoreUnavailableException failure;

    /** Guarded by the map that this is kept in. */
    int waiters;

    /**
     * Waits to be the first.
     *
     * @return false if the time was over before
     * @throws StoreUnavailableException if he who was the first found that the store is down
     */
    boolean awaitTurn(long nanos) throws InterruptedException {
        boolean acquired = headPermit.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        throwIfFailed();
        return acquired;
    }

    /** Lets the next one be the first. */
    void endTurn() {
        headPermit.release();
    }

    /** Nobody needs to wait: the store is down. Those who come later find another turn. */
    void fail(StoreUnavailableException reason) {
        failure = reason;
        headPermit.release(ALL_WAITERS);
        releaseSignals.release();
    }

    boolean isFailed() {
        return failure != null;
    }

    /** To be called before the store is asked, so that a release after the answer is not missed. */
    void clearReleaseSignals() {
        releaseSignals.drainPermits();
    }

    /** Sleeps until the lock is released in this process, at most this long. Returns whether that was the whole time. */
    boolean awaitRelease(long nanos) throws InterruptedException {
        boolean signalled = releaseSignals.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        throwIfFailed();
        return !signalled;
    }

    /** The lock was released in this process. */
    void signalRelease() {
        releaseSignals.release();
    }

    private void throwIfFailed() {
        StoreUnavailableException reason = failure;
        if (reason != null) {
            throw new StoreUnavailableException(
                    String.valueOf(reason.getMessage()), StoreUnavailableException.Effect.NONE, reason);
        }
    }
}
