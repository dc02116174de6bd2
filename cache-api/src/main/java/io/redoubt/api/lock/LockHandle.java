package io.redoubt.api.lock;

import java.time.Duration;

/**
 * One acquisition of a lock. Thread-safe.
 *
 * <p>It is held until it is released, until its lease ends without renewal, until it is taken away, or until the provider is
 * closed. Each but the first is a <em>loss</em>, which is final: no later renewal makes a handle valid again.
 */
public interface LockHandle extends AutoCloseable {

    /** The lock's name. */
    String name();

    /** The fencing token: greater than that of every earlier acquisition of this name. Does no I/O. */
    long fencingToken();

    /**
     * Whether the lock is certainly still held, by this process's monotonic clock: false from a moment before the server lets
     * it go (a hundredth of the lease and 2 ms, counted from before the request was sent), from the beginning of its release,
     * and for ever after. Does no I/O, so it is no promise about what happened to the server, or that nobody took it away.
     */
    boolean isValid();

    /** How long it will be valid if it is not renewed; zero once it is not. Does no I/O. */
    Duration remaining();

    /**
     * Renews the lease for this long, from now; never shortens it.
     *
     * @param lease as in {@link LockOptions}
     * @return whether the lock is still held; false if it was lost or released, which is final
     * @throws io.redoubt.api.StoreUnavailableException if Redis is down; the lock is valid as long as it was before
     */
    boolean extend(Duration lease);

    /**
     * Releases the lock, if it is still this holder's. From the beginning of the call it is not valid, not renewed and not
     * lost any more, and no renewal that was under way brings it back. Not stopped by an interrupt, which is kept for later.
     *
     * @throws io.redoubt.api.StoreUnavailableException if Redis is down; the lock ends with its lease then, and is not
     *     renewed. It may be called again
     */
    LockRelease release();

    /**
     * Has the action run, once, when the lock is found to be lost before it was released; at once if that has happened already.
     *
     * <p>The loss is found by the watchdog, when the time of {@link #isValid()} is over or a renewal is answered with no,
     * whether the lock is renewed or not; or earlier by whoever uses this handle. The action runs on the one thread that a
     * provider has for all of them, so it must not block; what it throws is logged. Beyond 10,000 actions that wait for that
     * thread, further ones are left out and logged.
     */
    void onLost(Runnable action);

    /**
     * Releases the lock if that was not done yet; idempotent. A failure is logged, not thrown: the release is tried again in the
     * background, until the lease is over.
     */
    @Override
    void close();
}
