package io.redoubt.lock;

import java.time.Duration;
import java.util.List;

/** Wrong on purpose: a release does not ask whose lock it is. */
record ReleasesAnything(Leases leases) implements Leases {

    @Override
    public Attempt acquire(Claim claim, long millis) {
        return leases.acquire(claim, millis);
    }

    @Override
    public boolean renew(Renewal renewal) {
        return leases.renew(renewal);
    }

    @Override
    public List<Outcome> renewAll(List<Renewal> renewals, Duration atMost) {
        return leases.renewAll(renewals, atMost);
    }

    @Override
    public boolean release(Claim claim) {
        return leases.force(claim.name());
    }

    @Override
    public List<Outcome> releaseAll(List<Claim> claims, Duration atMost) {
        return leases.releaseAll(claims, atMost);
    }

    @Override
    public boolean force(String name) {
        return leases.force(name);
    }
}
