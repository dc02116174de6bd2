package io.redoubt.lock;

import java.time.Duration;
import java.util.List;

/**
 * Who holds which lock until when, by the clock of the store, and the fencing tokens: on Redis or in this process.
 *
 * <p>Thread-safe. Every operation compares the owner. Errors are those of {@link io.redoubt.api.lock.LockProvider}.
 */
interface LockStore {

    /** Acquires a lock if nobody holds it. */
    AcquireResult acquire(Ownership ownership, long leaseMillis);

    /** Renews a lease from now, never to an earlier end. Returns whether the owner holds the lock. */
    boolean renew(RenewalRequest renewal);

    /** Renews leases together, each as if alone. Never throws; one outcome a renewal, in their order. */
    List<RequestOutcome> renewAll(List<RenewalRequest> renewals, Duration timeout);

    /** Ends a lease. Returns whether the owner held the lock. */
    boolean release(Ownership ownership);

    /** Ends leases together, each as if alone. Never throws; one outcome a claim, in their order. */
    List<RequestOutcome> releaseAll(List<Ownership> ownerships, Duration timeout);

    /** Ends a lease, whoever holds the lock. Returns whether somebody did. */
    boolean forceRelease(String name);
}
