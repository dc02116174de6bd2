package io.redoubt.lock;

import java.time.Duration;
import java.util.List;

/**
 * Who holds which lock until when, by the clock of the store, and the fencing tokens: on Redis or in this process.
 *
 * <p>Thread-safe. Every operation compares the owner. Errors are those of {@link io.redoubt.api.lock.LockProvider}.
 */
interface Leases {

    /** Acquires a lock if nobody holds it. */
    Attempt acquire(Claim claim, long millis);

    /** Renews a lease from now, never to an earlier end. Returns whether the owner holds the lock. */
    boolean renew(Renewal renewal);

    /** Renews leases together, each as if alone. Never throws; one outcome a renewal, in their order. */
    List<Outcome> renewAll(List<Renewal> renewals, Duration atMost);

    /** Ends a lease. Returns whether the owner held the lock. */
    boolean release(Claim claim);

    /** Ends leases together, each as if alone. Never throws; one outcome a claim, in their order. */
    List<Outcome> releaseAll(List<Claim> claims, Duration atMost);

    /** Ends a lease, whoever holds the lock. Returns whether somebody did. */
    boolean force(String name);
}
