package io.redoubt.lock;

import io.redoubt.api.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Lock store decorator that fails like an unreachable store, for as many calls as the test sets. */
final class FaultyLockStore implements LockStore {

    final AtomicInteger failAcquires = new AtomicInteger();
    final AtomicInteger failRenewals = new AtomicInteger();
    final AtomicInteger failReleases = new AtomicInteger();

    /** Number of batches that end with an error. */
    final AtomicInteger errors = new AtomicInteger();

    private final LockStore delegate;

    FaultyLockStore(LockStore delegate) {
        this.delegate = delegate;
    }

    @Override
    public AcquireResult acquire(Ownership ownership, long leaseMillis) {
        // The worst case: the operation was executed, and the caller cannot know.
        AcquireResult result = delegate.acquire(ownership, leaseMillis);
        failIf(failAcquires);
        return result;
    }

    @Override
    public boolean renew(RenewalRequest renewal) {
        failIf(failRenewals);
        return delegate.renew(renewal);
    }

    @Override
    public List<RequestOutcome> renewAll(List<RenewalRequest> renewals, Duration timeout) {
        throwErrorIfSet();
        if (countDown(failRenewals)) {
            return renewals.stream().map(renewal -> RequestOutcome.UNKNOWN).toList();
        }
        return delegate.renewAll(renewals, timeout);
    }

    @Override
    public boolean release(Ownership ownership) {
        failIf(failReleases);
        return delegate.release(ownership);
    }

    @Override
    public List<RequestOutcome> releaseAll(List<Ownership> ownerships, Duration timeout) {
        throwErrorIfSet();
        return delegate.releaseAll(ownerships, timeout);
    }

    @Override
    public boolean forceRelease(String name) {
        return delegate.forceRelease(name);
    }

    private void throwErrorIfSet() {
        if (countDown(errors)) {
            throw new NoClassDefFoundError("on purpose");
        }
    }

    private static void failIf(AtomicInteger count) {
        if (countDown(count)) {
            throw new StoreUnavailableException("on purpose", StoreUnavailableException.Effect.UNKNOWN, null);
        }
    }

    private static boolean countDown(AtomicInteger count) {
        return count.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }
}
