package io.redoubt.api.lock;

import io.redoubt.api.RedoubtInterruptedException;
import java.util.Optional;

/**
 * Provider of named locks that are shared by all processes with the same Redis servers and key prefix.
 *
 * <pre>{@code
 * Trade trade = locks.withLock("trade:1:2", LockOptions.lease(ofSeconds(10)).waitUpTo(ofSeconds(2)),
 *     lock -> ledger.apply(request, lock.fencingToken()));
 * }</pre>
 *
 * <p><b>What a lock guarantees.</b> A holder that is paused for longer than its lease has lost the lock without
 * noticing; no lock of any store prevents that. Therefore each acquisition has a <em>fencing token</em>, which is
 * greater than every earlier one of the same name, even across expiry and the loss of all data, as long as the
 * server's clock does not go back. Pass the token to the resource that the lock protects, and let the resource
 * reject a token lower than one that it has seen (M. Kleppmann, "How to do distributed locking", 2016). In
 * addition a handle knows by its own monotonic clock when it is no longer valid, before the server does: check
 * {@link LockHandle#isValid()} before each side effect.
 *
 * <p>A lock belongs to its handle, not to a thread: any thread may use or release it. Not reentrant: acquiring a
 * name again while holding it blocks until the wait times out. Not fair: waiters are not served in order.
 *
 * <p>Thread-safe, blocking.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for an invalid name or invalid options, before
 * anything is sent. {@link io.redoubt.api.StoreRejectedException} if Redis refuses the call, for example because the
 * user lacks a right or memory is full: nothing was done then, and a held lock stays valid until its lease ends.
 *
 * <p><b>When Redis is down</b> methods throw {@link io.redoubt.api.StoreUnavailableException} within the command
 * timeout, even if they could wait longer. A lock that may have been acquired by a call without a reply is
 * released, or expires with its lease.
 *
 * <p><b>When the provider is closed</b> waiting and later callers get {@link io.redoubt.api.ClosedException}, and
 * renewal ends. Every held lock becomes invalid, which runs its {@link LockHandle#onLost} actions; it is released
 * if the server replies within two seconds, and otherwise ends with its lease.
 */
public interface LockProvider {

    /**
     * Acquires a lock, and waits for it for as long as the options allow; the call takes no longer than that plus
     * the command timeout. An acquisition whose reply arrives after the end of its lease counts as failed.
     *
     * @param name 1 to 1024 bytes of UTF-8 without control characters and braces
     * @throws LockTimeoutException if the lock was not free in that time
     * @throws RedoubtInterruptedException if this thread is interrupted, or was before the call
     */
    LockHandle acquire(String name, LockOptions options);

    /**
     * Acquires a lock if it is free now; never waits for a busy lock.
     *
     * @throws RedoubtInterruptedException if this thread is interrupted, or was before the call
     */
    Optional<LockHandle> tryAcquire(String name, LockOptions options);

    /**
     * Acquires a lock, runs the work, and releases the lock. An exception of the work is rethrown unchanged. A
     * failure to release the lock is added to that exception as suppressed or, if there is none, logged, since the
     * work was done. The release is retried in the background until the lease has ended.
     *
     * <p>If the lock is lost meanwhile, the work is not stopped, and its result is returned. Only the work can
     * decide what a loss means, by {@link LockHandle#isValid()} and {@link LockHandle#onLost} of the handle that
     * it gets.
     *
     * @throws LockTimeoutException if the lock was not free in time; the work was not started
     * @throws RedoubtInterruptedException if this thread is interrupted while it waits; the work was not started
     */
    <T extends @org.jspecify.annotations.Nullable Object, X extends Exception> T withLock(
            String name, LockOptions options, LockedWork<T, X> work) throws X;

    /**
     * Returns the present holder's lease and fencing token, if the lock is held, in this process or another; one round
     * trip. The answer may be outdated when it arrives: only an acquisition tells whether the lock can be had.
     *
     * @throws RedoubtInterruptedException if this thread is interrupted, or was before the call
     */
    Optional<LockInfo> find(String name);

    /**
     * Releases a lock regardless of its holder; for operators. The holder is not asked, and detects the loss at
     * its next renewal or extension, or not at all; its fencing token is lower than any later one.
     *
     * @return whether the lock was held
     */
    boolean forceRelease(String name);

    /** Returns the asynchronous view of these locks. The same object every time. */
    AsyncLockProvider async();
}
