package io.redoubt.lock;

import io.redoubt.api.StoreUnavailableException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Those of this process who wait for one lock. Only the first of them asks the store, so that the load of waiting depends on
 * the number of processes and not on the number of waiters; the others wait for their turn, in order.
 */
final class Turn {

    private static final int EVERYBODY = 1 << 20;

    private final Semaphore turn = new Semaphore(1, true);
    private final Semaphore freed = new Semaphore(0);
    private volatile @Nullable StoreUnavailableException broken;

    /** Guarded by the map that this is kept in. */
    int waiters;

    /**
     * Waits to be the first.
     *
     * @return false if the time was over before
     * @throws StoreUnavailableException if he who was the first found that the store is down
     */
    boolean begin(long nanos) throws InterruptedException {
        boolean first = turn.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        throwIfBroken();
        return first;
    }

    /** Lets the next one be the first. */
    void end() {
        turn.release();
    }

    /** Nobody needs to wait: the store is down. Those who come later find another turn. */
    void fail(StoreUnavailableException reason) {
        broken = reason;
        turn.release(EVERYBODY);
        freed.release();
    }

    boolean isBroken() {
        return broken != null;
    }

    /** To be called before the store is asked, so that a release after the answer is not missed. */
    void ready() {
        freed.drainPermits();
    }

    /** Sleeps until the lock is released in this process, at most this long. Returns whether that was the whole time. */
    boolean nap(long nanos) throws InterruptedException {
        boolean woken = freed.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        throwIfBroken();
        return !woken;
    }

    /** The lock was released in this process. */
    void freed() {
        freed.release();
    }

    private void throwIfBroken() {
        StoreUnavailableException reason = broken;
        if (reason != null) {
            throw new StoreUnavailableException(
                    String.valueOf(reason.getMessage()), StoreUnavailableException.Effect.NONE, reason);
        }
    }
}
