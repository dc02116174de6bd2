package io.redoubt.lock;

import io.redoubt.api.lock.LockInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Deliberately wrong lock store whose release does not compare the owner token. */
record OwnerIgnoringLockStore(LockStore delegate) implements LockStore {

    @Override
    public AcquireResult acquire(LockAcquisitionId ownership, long leaseMillis) {
        return delegate.acquire(ownership, leaseMillis);
    }

    @Override
    public boolean renew(RenewalRequest renewal) {
        return delegate.renew(renewal);
    }

    @Override
    public List<RenewOrReleaseOutcome> renewAll(List<RenewalRequest> renewals, Duration timeout) {
        return delegate.renewAll(renewals, timeout);
    }

    @Override
    public boolean release(LockAcquisitionId ownership) {
        return delegate.forceRelease(ownership.name());
    }

    @Override
    public boolean releaseAfter(LockAcquisitionId ownership, long delayMillis) {
        return delegate.releaseAfter(ownership, delayMillis);
    }

    @Override
    public Optional<LockInfo> find(String name) {
        return delegate.find(name);
    }

    @Override
    public List<RenewOrReleaseOutcome> releaseAll(List<LockAcquisitionId> ownerships, Duration timeout) {
        return delegate.releaseAll(ownerships, timeout);
    }

    @Override
    public boolean forceRelease(String name) {
        return delegate.forceRelease(name);
    }
}
