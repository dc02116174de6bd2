package io.redoubt.lock;

import io.redoubt.api.ClosedException;
import io.redoubt.api.KeyValidation;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.lock.AsyncLockProvider;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockInfo;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockTimeoutException;
import io.redoubt.api.lock.LockedWork;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lock provider that acquires locks from a {@link LockStore} and waits while a lock is busy. It returns each acquired
 * lock as a {@link HeldLock handle}.
 */
final class DefaultLockProvider implements LockProvider {

    /**
     * Shortest pause between two polls for a busy lock. The pause is random, so that processes do not poll in
     * step.
     */
    private static final long MIN_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Longest pause between two polls for a busy lock. */
    private static final long MAX_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Largest random delay after the end of the holder's lease, which all waiting processes know. */
    private static final long EXPIRY_JITTER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final LockContext context;
    private final AsyncLockProvider async;
    private final OwnerTokenGenerator ownerTokens = new OwnerTokenGenerator();
    private volatile boolean closed;

    DefaultLockProvider(LockContext context) {
        this.context = context;
        this.async = new ExecutorAsyncLockProvider(this, context.asyncCalls());
    }

    @Override
    public LockHandle acquire(String name, LockOptions options) {
        return acquireHeld(name, options);
    }

    /** Acquires a lock, and waits for it for as long as the options allow. */
    private HeldLock acquireHeld(String name, LockOptions options) {
        requireValidName(name);
        long waitNanos = options.maxWait().toNanos();
        long deadline = context.now() + waitNanos;
        Attempt first = tryOnce(name, options);
        if (first.lock != null) {
            return first.lock;
        }
        HeldLock lock = waitNanos == 0 ? null : await(name, options, deadline);
        if (lock == null) {
            throw new LockTimeoutException("lock '" + name + "' was not acquired within " + options.maxWait()
                    + ": somebody else holds it, or answers take longer than the lease of " + options.lease()
                    + ". Try again later, or wait longer");
        }
        return lock;
    }

    @Override
    public Optional<LockHandle> tryAcquire(String name, LockOptions options) {
        return Optional.ofNullable(tryOnce(requireValidName(name), options).lock);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T withLock(
            String name, LockOptions options, LockedWork<T, X> work) throws X {
        HeldLock lock = acquireHeld(name, options);
        T result;
        try {
            result = work.run(lock);
        } catch (Throwable failure) {
            releaseAfterFailure(lock, failure);
            throw failure;
        }
        lock.close();
        return result;
    }

    private void releaseAfterFailure(HeldLock lock, Throwable failure) {
        if (lock.state() == LockState.Ended.GIVING_UP) {
            return; // the work has given up the lock, which is to remain locked for a while
        }
        try {
            lock.release();
        } catch (Throwable e) {
            failure.addSuppressed(e);
            lock.abandon();
            context.releaseLater(lock, e);
        }
    }

    @Override
    public Optional<LockInfo> find(String name) {
        requireValidName(name);
        requireOpen(name);
        RedoubtInterruptedException.throwIfInterrupted("look-up of lock '" + name + "'");
        return context.store().find(name);
    }

    @Override
    public boolean forceRelease(String name) {
        requireValidName(name);
        requireOpen(name);
        RedoubtInterruptedException.throwIfInterrupted("forced release of lock '" + name + "'");
        boolean held = context.store().forceRelease(name);
        context.waitQueues().signalRelease(name);
        return held;
    }

    @Override
    public AsyncLockProvider async() {
        return async;
    }

    /** Refuses further acquisitions, and fails the waiting ones. */
    void close() {
        closed = true;
        context.waitQueues().failAll(closedException("any lock"));
    }

    /** Outcome of one request to the store: the acquired lock, or the time for which another holder keeps it. */
    private record Attempt(@Nullable HeldLock lock, long busyMillis) {}

    /** Sends one acquisition to the store. */
    private Attempt tryOnce(String name, LockOptions options) {
        requireOpen(name);
        RedoubtInterruptedException.throwIfInterrupted("lock '" + name + "'");
        LockAcquisitionId ownership = new LockAcquisitionId(name, ownerTokens.next());
        long leaseMillis = options.lease().toMillis();
        long sentNanos = context.now();
        try {
            AcquireResult result = context.store().acquire(ownership, leaseMillis);
            if (result instanceof AcquireResult.Granted granted) {
                LockState.Held held = LockState.Held.startingAt(sentNanos, leaseMillis);
                HeldLock lock = new HeldLock(ownership, granted.fencingToken(), held, options, context);
                return new Attempt(register(lock) ? lock : null, 0);
            }
            return new Attempt(null, ((AcquireResult.Busy) result).remainingMillis());
        } catch (Throwable e) {
            if (mayBeAcquired(e)) {
                context.orphanReleaser().add(ownership, leaseMillis);
            }
            throw e;
        }
    }

    /** Returns whether the store may hold a lock for a call that ended with this; true for errors. */
    private static boolean mayBeAcquired(Throwable e) {
        if (e instanceof StoreUnavailableException unavailable) {
            return unavailable.mayHaveTakenEffect();
        }
        if (e instanceof RedoubtInterruptedException interrupted) {
            return interrupted.mayHaveTakenEffect();
        }
        return !(e instanceof RedoubtException);
    }

    /** Hands an acquired lock to the registry and the watchdog. Returns false if its validity has already ended. */
    private boolean register(HeldLock lock) {
        if (!(lock.state() instanceof LockState.Held held) || held.remainingNanos(context.now()) <= 0) {
            context.orphanReleaser().add(lock.ownership(), lock.leaseMillis()); // the reply took longer than the lease
            return false;
        }
        try {
            context.heldLocks().add(lock);
            if (lock.isAutoRenewed()) {
                context.watchdog().watch(lock);
            }
        } catch (Throwable e) {
            lock.abandon(); // without a handle, nothing would ever end its renewal
            throw e;
        }
        if (closed) {
            // close() may have read the registry before this lock was added.
            lock.close();
            throw closedException("lock '" + lock.name() + "'");
        }
        return true;
    }

    private @Nullable HeldLock await(String name, LockOptions options, long deadline) {
        WaitQueue queue = context.waitQueues().join(name);
        try {
            if (!queue.awaitTurn(deadline - context.now())) {
                return null;
            }
            try {
                return poll(name, options, deadline, queue);
            } finally {
                queue.endTurn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedoubtInterruptedException(
                    "interrupted while waiting for lock '" + name + "', which was not acquired", Effect.NONE, e);
        } finally {
            context.waitQueues().leave(name, queue);
        }
    }

    private @Nullable HeldLock poll(String name, LockOptions options, long deadline, WaitQueue queue)
            throws InterruptedException {
        // Counted separately, since the clock is injected and may stand still in a test.
        long sleptNanos = 0;
        while (true) {
            queue.clearReleaseSignals();
            Attempt attempt;
            try {
                attempt = tryOnce(name, options);
            } catch (StoreUnavailableException | ClosedException e) {
                queue.fail(e);
                throw e;
            }
            long leftNanos =
                    Math.min(deadline - context.now(), options.maxWait().toNanos() - sleptNanos);
            if (attempt.lock != null || leftNanos <= 0) {
                return attempt.lock;
            }
            long delayNanos = Math.min(leftNanos, pollDelayNanos(attempt.busyMillis));
            sleptNanos += queue.awaitRelease(delayNanos) ? delayNanos : 0;
        }
    }

    private static long pollDelayNanos(long busyMillis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long expiryNanos = TimeUnit.MILLISECONDS.toNanos(busyMillis) + random.nextLong(EXPIRY_JITTER_NANOS);
        return Math.min(expiryNanos, random.nextLong(MIN_POLL_NANOS, MAX_POLL_NANOS));
    }

    private static String requireValidName(String name) {
        return KeyValidation.required("lock name", name);
    }

    private void requireOpen(String name) {
        if (closed) {
            throw closedException("lock '" + name + "'");
        }
    }

    private static ClosedException closedException(String what) {
        return new ClosedException(what + " cannot be acquired: the locks are closed. Do not use them after close()");
    }
}
