package io.redoubt.lock;

import java.time.Duration;
import java.util.List;

/** Leases whose grants take their time to come back. */
record SlowAnswers(Leases leases, Runnable way) implements Leases {

    @Override
    public Attempt acquire(Claim claim, long millis) {
        Attempt attempt = leases.acquire(claim, millis);
        way.run();
        return attempt;
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
}
