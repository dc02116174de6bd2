package io.redoubt.lock;

import io.redoubt.api.lock.LockInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Deliberately wrong lock store whose fencing tokens are a plain count that restarts after some acquisitions. */
final class TokenResettingLockStore implements LockStore {

    private static final int LOST_AFTER = 10;

    private final LockStore delegate;
    private final AtomicLong count = new AtomicLong();

    TokenResettingLockStore(LockStore delegate) {
        this.delegate = delegate;
    }

    @Override
    public AcquireResult acquire(LockAcquisitionId ownership, long leaseMillis) {
        AcquireResult result = delegate.acquire(ownership, leaseMillis);
        return result instanceof AcquireResult.Granted
                ? new AcquireResult.Granted(1 + count.getAndIncrement() % LOST_AFTER)
                : result;
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
        return delegate.release(ownership);
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
