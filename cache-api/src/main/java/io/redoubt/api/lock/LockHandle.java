package io.redoubt.api.lock;

import java.time.Duration;

/**
 * Handle of an acquired lock, with which the holder checks, extends and releases the lock. Thread-safe.
 *
 * <p>The lock is held until it is released or given up, its lease ends without renewal, it is released by force, or the
 * provider is closed. Every end other than a release is a <em>loss</em>, which is final: no later renewal makes a
 * handle valid again.
 */
public interface LockHandle extends AutoCloseable {

    /** Returns the name of the lock. */
    String name();

    /**
     * Returns the fencing token, which is greater than that of every earlier acquisition of this name. Does no
     * I/O.
     */
    long fencingToken();

    /**
     * Returns whether the lock is certainly still held, by the monotonic clock of this process. False from shortly
     * before the server releases the lock (a hundredth of the lease and 2 ms, counted from before the request was
     * sent), from the beginning of a release, and forever after. Does no I/O, and therefore cannot tell that the
     * server lost its data or that the lock was released by force.
     */
    boolean isValid();

    /** Returns how long the lock will be valid without renewal; zero if it is not valid. Does no I/O. */
    Duration remaining();

    /**
     * Renews the lease for this long, counted from now; never shortens it.
     *
     * @param lease as in {@link LockOptions}
     * @return whether the lock is still held; false if it was lost or released, which is final
     * @throws io.redoubt.api.StoreUnavailableException if Redis is down; the lock remains valid for as long as
     *     before
     * @throws io.redoubt.api.StoreRejectedException if Redis refuses; the same applies
     */
    boolean extend(Duration lease);

    /**
     * Releases the lock, if this handle still holds it. From the beginning of the call the lock is not valid, is
     * not renewed and cannot be lost, and a renewal in progress does not revive it. An interrupt does not stop the
     * release; the interrupt flag is preserved.
     *
     * @throws io.redoubt.api.StoreUnavailableException if Redis is down; the lock then ends with its lease, and is
     *     not renewed. The call may be repeated
     * @throws io.redoubt.api.StoreRejectedException if Redis refuses; the same applies
     */
    LockRelease release();

    /**
     * Gives up the lock now, but leaves it locked for a while, for example so that a job of 10 ms runs once a minute
     * although the clocks of several hosts differ; one round trip. From the beginning of the call this handle is as
     * after {@link #release()}: not valid, not renewed, never lost.
     *
     * @param delay how long the lock remains locked from now, at most {@link LockOptions#MAX_LEASE}, whether the lease
     *     would have ended before or after that; fractions of a millisecond are rounded up; zero for
     *     {@link #release()}
     * @return whether this handle held the lock; if it did not, it leaves the lock to its present holder
     * @throws io.redoubt.api.StoreUnavailableException if Redis is down; the lock then ends with its lease, or after
     *     the delay. The call may be repeated; {@link #close()} does not release the lock
     * @throws io.redoubt.api.StoreRejectedException if Redis refuses; the same applies
     */
    LockRelease releaseAfter(Duration delay);

    /**
     * Registers an action that runs once when the lock is found to be lost before it was released; it runs
     * immediately if that has already happened.
     *
     * <p>The watchdog detects the loss when {@link #isValid()} ends or a renewal is answered negatively, whether
     * the lock is renewed automatically or not; any use of this handle may detect it earlier. All actions of a
     * provider run on one thread, so they must not block; their exceptions are logged. If 10,000 actions wait for
     * that thread, further ones are dropped, and this is logged.
     */
    void onLost(Runnable action);

    /**
     * Releases the lock unless it was released or {@linkplain #releaseAfter given up} before; idempotent. A failure is
     * logged, not thrown: the release is retried in the background until the lease has ended.
     */
    @Override
    void close();
}
