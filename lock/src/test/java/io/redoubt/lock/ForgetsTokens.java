package io.redoubt.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Wrong on purpose: tokens are counted, and the count is lost now and then. */
final class ForgetsTokens implements Leases {

    private static final int LOST_AFTER = 10;

    private final Leases leases;
    private final AtomicLong count = new AtomicLong();

    ForgetsTokens(Leases leases) {
        this.leases = leases;
    }

    @Override
    public Attempt acquire(Claim claim, long millis) {
        Attempt attempt = leases.acquire(claim, millis);
        return attempt instanceof Attempt.Granted
                ? new Attempt.Granted(1 + count.getAndIncrement() % LOST_AFTER)
                : attempt;
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
