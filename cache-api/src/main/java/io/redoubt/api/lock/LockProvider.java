package io.redoubt.api.lock;

import java.util.Optional;

/**
 * Locks by name, shared by all processes that use the same store and prefix.
 *
 * <pre>{@code
 * Trade trade = locks.withLock("trade:1:2", LockOptions.lease(ofSeconds(10)).waitUpTo(ofSeconds(2)),
 *     lock -> ledger.apply(request, lock.fencingToken()));
 * }</pre>
 *
 * <p><b>What a lock is worth.</b> A holder that is paused for longer than its lease has lost the lock without noticing; no
 * lock of any store prevents that. So each acquisition has a <em>fencing token</em>, greater than every earlier one of the same
 * name, even across expiry and the loss of all data, as long as the server's clock does not go back; hand it to what the lock
 * protects, and let that refuse a token lower than one it has seen (M. Kleppmann, "How to do distributed locking", 2016). And a
 * handle knows by its own monotonic clock when it is no longer valid, before the server does: ask {@link LockHandle#isValid()}
 * before each side effect.
 *
 * <p>A lock belongs to its handle, not to a thread: any thread may use or release it. It is not reentrant: to acquire a name
 * again is to wait for oneself. Who waits longest is not served first.
 *
 * <p>Thread-safe, blocking.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for a bad name or options, before anything is sent.
 *
 * <p><b>When Redis is down</b> methods throw {@link io.redoubt.api.StoreUnavailableException} within the command timeout, also
 * while they would still wait; what may have been acquired by a call that got no answer is released, or expires with its lease.
 *
 * <p><b>When the provider is closed</b> those who wait get {@link io.redoubt.api.StoreUnavailableException}; renewal ends; every
 * lock that is held becomes invalid, which runs its {@link LockHandle#onLost} actions, and is released if the server answers
 * within two seconds, and ends with its lease otherwise.
 */
public interface LockProvider {

    /**
     * Acquires a lock, and waits for it as long as the options say; not longer than that and the command timeout together. A
     * lock whose grant arrives when its lease is over already counts as not acquired.
     *
     * @param name 1 to 1024 bytes of UTF-8 without control characters and braces
     * @throws LockTimeoutException if it was not free in that time
     * @throws LockInterruptedException if this thread is interrupted, or was before
     */
    LockHandle acquire(String name, LockOptions options);

    /**
     * Acquires a lock if it is free now; never waits for it.
     *
     * @throws LockInterruptedException if this thread is interrupted, or was before
     */
    Optional<LockHandle> tryAcquire(String name, LockOptions options);

    /**
     * Acquires a lock, runs the work, and releases the lock. What the work throws is thrown as it is: a failure to release
     * is added to it as suppressed, and otherwise logged, since the work was done; it is tried again in the background, until the
     * lease is over.
     *
     * <p>If the lock is lost meanwhile, the work is not stopped, and its result is returned: only the work can know what that
     * means to it, by {@link LockHandle#isValid()} and {@link LockHandle#onLost} of the handle that it is given.
     *
     * @throws LockTimeoutException if the lock was not free in time; the work was not begun then
     * @throws LockInterruptedException if this thread is interrupted while it waits; the work was not begun then
     */
    <T extends @org.jspecify.annotations.Nullable Object, X extends Exception> T withLock(
            String name, LockOptions options, LockedWork<T, X> work) throws X;

    /**
     * Takes a lock away from whoever holds it: for operators. The holder is not asked, and learns it at its next renewal or
     * extension, or not at all; its token is lower than any later one.
     *
     * @return whether somebody held it
     */
    boolean forceRelease(String name);
}
