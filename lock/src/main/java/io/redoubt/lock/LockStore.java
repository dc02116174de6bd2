package io.redoubt.lock;

import io.redoubt.api.lock.LockInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Storage interface for lock leases and fencing tokens, implemented on Redis and in memory. The store measures leases
 * by its own clock.
 *
 * <p>Thread-safe. Every operation but {@link #find} and {@link #forceRelease} compares the owner token. Errors are
 * those of {@link io.redoubt.api.lock.LockProvider}.
 */
interface LockStore {

    /** Acquires a lock if it is free. */
    AcquireResult acquire(LockAcquisitionId ownership, long leaseMillis);

    /** Renews a lease, counted from now; never shortens it. Returns whether the owner holds the lock. */
    boolean renew(RenewalRequest renewal);

    /**
     * Renews leases in one batch, independently of each other. Never throws; returns one outcome per renewal, in
     * their order.
     */
    List<RenewOrReleaseOutcome> renewAll(List<RenewalRequest> renewals, Duration timeout);

    /** Releases a lock. Returns whether the owner held it. */
    boolean release(LockAcquisitionId ownership);

    /**
     * Sets the end of a lease to a delay from now, which may be earlier or later than before, and ends the ownership
     * at once: the lock can no longer be renewed or released. Returns whether the owner held the lock.
     */
    boolean releaseAfter(LockAcquisitionId ownership, long delayMillis);

    /** Returns the active lease of a lock. */
    Optional<LockInfo> find(String name);

    /**
     * Releases locks in one batch, independently of each other. Never throws; returns one outcome per lock, in
     * their order.
     */
    List<RenewOrReleaseOutcome> releaseAll(List<LockAcquisitionId> ownerships, Duration timeout);

    /** Releases a lock regardless of its owner. Returns whether it was held. */
    boolean forceRelease(String name);
}
