package io.redoubt.lock;

import io.redoubt.api.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Leases that fail as a store does that cannot be reached, for as many calls as a test says. */
final class FaultyLeases implements Leases {

    final AtomicInteger failAcquires = new AtomicInteger();
    final AtomicInteger failRenewals = new AtomicInteger();
    final AtomicInteger failReleases = new AtomicInteger();
    private final Leases leases;

    FaultyLeases(Leases leases) {
        this.leases = leases;
    }

    @Override
    public Attempt acquire(Claim claim, long millis) {
        // The worst sort: it was done, and nobody knows.
        Attempt attempt = leases.acquire(claim, millis);
        failIf(failAcquires);
        return attempt;
    }

    @Override
    public boolean renew(Renewal renewal) {
        failIf(failRenewals);
        return leases.renew(renewal);
    }

    @Override
    public List<Outcome> renewAll(List<Renewal> renewals, Duration atMost) {
        if (countDown(failRenewals)) {
            return renewals.stream().map(renewal -> Outcome.UNKNOWN).toList();
        }
        return leases.renewAll(renewals, atMost);
    }

    @Override
    public boolean release(Claim claim) {
        failIf(failReleases);
        return leases.release(claim);
    }

    @Override
    public List<Outcome> releaseAll(List<Claim> claims, Duration atMost) {
        return leases.releaseAll(claims, atMost);
    }

    @Override
    public boolean force(String name) {
        return leases.force(name);
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
