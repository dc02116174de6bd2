package io.redoubt.lock;

import io.redoubt.api.Keys;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockInterruptedException;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockTimeoutException;
import io.redoubt.api.lock.LockedWork;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Locks with leases: acquires, waits, and leaves what is held to the handles. */
final class LeasedLocks implements LockProvider {

    /** How often a process asks for a lock that it waits for: at random, so that several do not ask in step. */
    private static final long LEAST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long MOST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How far those are spread who all know when the holder's lease ends. */
    private static final long SPREAD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Custody custody;
    private final Owners owners = new Owners();
    private volatile boolean closed;

    LeasedLocks(Custody custody) {
        this.custody = custody;
    }

    @Override
    public LockHandle acquire(String name, LockOptions options) {
        return hold(name, options);
    }

    private HeldLock hold(String name, LockOptions options) {
        checked(name);
        long wait = options.maxWait().toNanos();
        long deadline = custody.now() + wait;
        Result first = attempt(name, options);
        if (first.lock != null) {
            return first.lock;
        }
        HeldLock lock = wait == 0 ? null : await(name, options, deadline);
        if (lock == null) {
            throw new LockTimeoutException("lock '" + name + "' was not acquired within " + options.maxWait()
                    + ": somebody else holds it, or answers take longer than the lease of " + options.lease()
                    + ". Try again later, or wait longer");
        }
        return lock;
    }

    @Override
    public Optional<LockHandle> tryAcquire(String name, LockOptions options) {
        return Optional.ofNullable(attempt(checked(name), options).lock);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T withLock(
            String name, LockOptions options, LockedWork<T, X> work) throws X {
        HeldLock lock = hold(name, options);
        T result;
        try {
            result = work.run(lock);
        } catch (Throwable failure) {
            try {
                lock.release();
            } catch (RedoubtException e) {
                failure.addSuppressed(e);
                custody.releaseFailed(lock, e);
            }
            throw failure;
        }
        lock.close();
        return result;
    }

    @Override
    public boolean forceRelease(String name) {
        checked(name);
        refuseIfClosed(name);
        boolean held = custody.leases().force(name);
        custody.turns().freed(name);
        return held;
    }

    /** Nothing is acquired any more. */
    void close() {
        closed = true;
        custody.turns().failAll(closedException("any lock"));
    }

    /** The lock, or how long its holder keeps it. */
    private record Result(@Nullable HeldLock lock, long busyMillis) {}

    private Result attempt(String name, LockOptions options) {
        refuseIfClosed(name);
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(name, null);
        }
        Claim claim = new Claim(name, owners.next());
        long millis = options.lease().toMillis();
        long sent = custody.now();
        Attempt attempt;
        try {
            attempt = custody.leases().acquire(claim, millis);
        } catch (StoreUnavailableException e) {
            if (e.mayHaveTakenEffect()) {
                custody.cleanup().release(claim, millis);
            }
            throw Thread.currentThread().isInterrupted() ? interrupted(name, e) : e;
        }
        if (attempt instanceof Attempt.Granted granted) {
            HeldLock lock = new HeldLock(claim, granted.token(), Hold.Held.since(sent, millis), options, custody);
            return new Result(taken(lock) ? lock : null, 0);
        }
        return new Result(null, ((Attempt.Busy) attempt).millis());
    }

    private boolean taken(HeldLock lock) {
        if (!(lock.standing() instanceof Hold.Held held) || held.remaining(custody.now()) <= 0) {
            custody.cleanup().release(lock.claim(), lock.leaseMillis()); // the answer took longer than the lease
            return false;
        }
        custody.open().add(lock);
        if (closed) {
            // Too late for close() to see it, perhaps.
            lock.close();
            throw closedException("lock '" + lock.name() + "'");
        }
        if (lock.isRenewed()) {
            custody.watchdog().watch(lock);
        }
        return true;
    }

    private @Nullable HeldLock await(String name, LockOptions options, long deadline) {
        Turn turn = custody.turns().join(name);
        try {
            if (!turn.begin(deadline - custody.now())) {
                return null;
            }
            try {
                return poll(name, options, deadline, turn);
            } finally {
                turn.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(name, e);
        } finally {
            custody.turns().leave(name, turn);
        }
    }

    private @Nullable HeldLock poll(String name, LockOptions options, long deadline, Turn turn)
            throws InterruptedException {
        // Counted apart from the clock, which may be one that stands still.
        long slept = 0;
        while (true) {
            turn.ready();
            Result result;
            try {
                result = attempt(name, options);
            } catch (StoreUnavailableException e) {
                turn.fail(e);
                throw e;
            }
            long left = Math.min(deadline - custody.now(), options.maxWait().toNanos() - slept);
            if (result.lock != null || left <= 0) {
                return result.lock;
            }
            long nap = Math.min(left, pause(result.busyMillis));
            slept += turn.nap(nap) ? nap : 0;
        }
    }

    private static long pause(long busyMillis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long free = TimeUnit.MILLISECONDS.toNanos(busyMillis) + random.nextLong(SPREAD_NANOS);
        return Math.min(free, random.nextLong(LEAST_NAP_NANOS, MOST_NAP_NANOS));
    }

    private static String checked(String name) {
        return Keys.required("lock name", name);
    }

    private void refuseIfClosed(String name) {
        if (closed) {
            throw closedException("lock '" + name + "'");
        }
    }

    private static StoreUnavailableException closedException(String what) {
        return new StoreUnavailableException(
                what + " cannot be acquired: the locks are closed. Do not use them after close()",
                StoreUnavailableException.Effect.NONE,
                null);
    }

    private static LockInterruptedException interrupted(String name, @Nullable Throwable cause) {
        return new LockInterruptedException(
                "interrupted before lock '" + name + "' was acquired. Nothing is held, and the interrupt flag is set",
                cause);
    }
}
