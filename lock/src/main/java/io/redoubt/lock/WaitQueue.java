package io.redoubt.lock;

import io.redoubt.api.ClosedException;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Queue of threads in this process that are waiting for the same lock. Thread-safe. Only the thread at its head polls
 * the store, so that the load of waiting depends on the number of processes, not of threads; the others wait in order
 * of arrival.
 */
final class WaitQueue {

    private static final int ALL_WAITERS = 1 << 20;

    private final Semaphore headPermit = new Semaphore(1, true);
    private final Semaphore releaseSignals = new Semaphore(0);
    private volatile @Nullable RedoubtException failure;

    /** Number of waiting threads. Guarded by the atomic map operations of {@link WaitQueues}. */
    int waiters;

    /**
     * Waits to become the head of the queue.
     *
     * @return false if the time ended before
     * @throws StoreUnavailableException if the head of the queue found that the store is unavailable
     * @throws ClosedException if the locks were closed
     */
    boolean awaitTurn(long nanos) throws InterruptedException {
        boolean acquired = headPermit.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        throwIfFailed();
        return acquired;
    }

    /** Passes the head of the queue to the next thread. */
    void endTurn() {
        headPermit.release();
    }

    /** Fails all waiting threads because the store is unavailable. Later threads get a new queue. */
    void fail(RedoubtException reason) {
        failure = reason;
        headPermit.release(ALL_WAITERS);
        releaseSignals.release();
    }

    boolean isFailed() {
        return failure != null;
    }

    /**
     * Discards earlier release signals. To be called before the store is polled, so that a release after its reply
     * is not missed.
     */
    void clearReleaseSignals() {
        releaseSignals.drainPermits();
    }

    /**
     * Sleeps until the lock is released in this process, or the time has passed. Returns whether the whole time
     * has passed.
     */
    boolean awaitRelease(long nanos) throws InterruptedException {
        boolean signalled = releaseSignals.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        throwIfFailed();
        return !signalled;
    }

    /** Wakes the head of the queue because the lock was released in this process. */
    void signalRelease() {
        releaseSignals.release();
    }

    private void throwIfFailed() {
        RedoubtException reason = failure; // each thread gets an exception with its own stack trace
        if (reason instanceof ClosedException) {
            throw new ClosedException(String.valueOf(reason.getMessage()), reason);
        }
        if (reason != null) {
            throw new StoreUnavailableException(
                    String.valueOf(reason.getMessage()), StoreUnavailableException.Effect.NONE, reason);
        }
    }
}
