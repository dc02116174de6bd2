package io.redoubt.lock;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.lock.LockInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Lock store decorator that fails like an unreachable store, for as many calls as the test sets. */
final class FaultyLockStore implements LockStore {

    final AtomicInteger failAcquires = new AtomicInteger();
    final AtomicInteger failRenewals = new AtomicInteger();
    final AtomicInteger failReleases = new AtomicInteger();

    /** Number of batches of releases that get no reply. */
    final AtomicInteger failReleaseBatches = new AtomicInteger();

    /** Number of batches that end with an error. */
    final AtomicInteger errors = new AtomicInteger();

    /** Number of acquisitions that end with an error, after they were executed. */
    final AtomicInteger acquireErrors = new AtomicInteger();

    /** The batches of renewals. */
    final List<Batch> batches = new CopyOnWriteArrayList<>();

    /** Batch of renewals with the time that it may take. */
    record Batch(List<Long> leases, Duration timeout) {}

    private final LockStore delegate;

    FaultyLockStore(LockStore delegate) {
        this.delegate = delegate;
    }

    @Override
    public AcquireResult acquire(LockAcquisitionId ownership, long leaseMillis) {
        // The worst case: the operation was executed, and the caller cannot know.
        AcquireResult result = delegate.acquire(ownership, leaseMillis);
        failIf(failAcquires);
        throwErrorIfSet(acquireErrors);
        return result;
    }

    @Override
    public boolean renew(RenewalRequest renewal) {
        failIf(failRenewals);
        return delegate.renew(renewal);
    }

    @Override
    public List<RenewOrReleaseOutcome> renewAll(List<RenewalRequest> renewals, Duration timeout) {
        throwErrorIfSet(errors);
        batches.add(new Batch(renewals.stream().map(RenewalRequest::leaseMillis).toList(), timeout));
        if (countDown(failRenewals)) {
            return renewals.stream()
                    .map(renewal -> RenewOrReleaseOutcome.UNKNOWN)
                    .toList();
        }
        return delegate.renewAll(renewals, timeout);
    }

    @Override
    public boolean release(LockAcquisitionId ownership) {
        failIf(failReleases);
        return delegate.release(ownership);
    }

    @Override
    public boolean releaseAfter(LockAcquisitionId ownership, long delayMillis) {
        failIf(failReleases);
        return delegate.releaseAfter(ownership, delayMillis);
    }

    @Override
    public Optional<LockInfo> find(String name) {
        return delegate.find(name);
    }

    @Override
    public List<RenewOrReleaseOutcome> releaseAll(List<LockAcquisitionId> ownerships, Duration timeout) {
        throwErrorIfSet(errors);
        if (countDown(failReleaseBatches)) {
            return ownerships.stream()
                    .map(ownership -> RenewOrReleaseOutcome.UNKNOWN)
                    .toList();
        }
        return delegate.releaseAll(ownerships, timeout);
    }

    @Override
    public boolean forceRelease(String name) {
        return delegate.forceRelease(name);
    }

    private static void throwErrorIfSet(AtomicInteger count) {
        if (countDown(count)) {
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
