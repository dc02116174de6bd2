package io.redoubt.lock;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Leases in this process, by the same rules as the scripts.
 *
 * <p>One counter does for all names: this clock never goes back, so a token need not be remembered once it is over. What is
 * over is removed now and then, at the cost of a constant an acquisition.
 */
final class EmbeddedLeases implements Leases {

    private static final int LEAST = 64;

    private final LongSupplier nanoTime;
    private final long startNanos;
    private final long startMicros;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Lease> leases = new HashMap<>();
    private long lastToken;
    private int sweepAt = LEAST;

    EmbeddedLeases(LongSupplier nanoTime, Instant now) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    }

    private record Lease(long token, long endMillis, String owner) {}

    @Override
    public Attempt acquire(Claim claim, long millis) {
        lock.lock();
        try {
            long now = micros();
            Lease held = held(claim.name(), now);
            if (held != null && !held.owner.equals(claim.owner())) {
                return new Attempt.Busy(held.endMillis - millis(now));
            }
            sweep(now);
            lastToken = held != null ? lastToken : Math.max(now, lastToken + 1);
            long token = held != null ? held.token : lastToken;
            leases.put(claim.name(), new Lease(token, millis(now) + millis, claim.owner()));
            return new Attempt.Granted(token);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean renew(Renewal renewal) {
        Claim claim = renewal.claim();
        lock.lock();
        try {
            long now = micros();
            Lease held = held(claim.name(), now);
            if (held == null || !held.owner.equals(claim.owner())) {
                return false;
            }
            long end = Math.max(held.endMillis, millis(now) + renewal.millis());
            leases.put(claim.name(), new Lease(held.token, end, held.owner));
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Outcome> renewAll(List<Renewal> renewals, Duration atMost) {
        return renewals.stream().map(renewal -> outcome(renew(renewal))).toList();
    }

    @Override
    public boolean release(Claim claim) {
        lock.lock();
        try {
            Lease held = held(claim.name(), micros());
            return held != null && held.owner.equals(claim.owner()) && leases.remove(claim.name()) != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Outcome> releaseAll(List<Claim> claims, Duration atMost) {
        return claims.stream().map(claim -> outcome(release(claim))).toList();
    }

    @Override
    public boolean force(String name) {
        lock.lock();
        try {
            return held(name, micros()) != null && leases.remove(name) != null;
        } finally {
            lock.unlock();
        }
    }

    /** How many leases are remembered, whether they are over or not. */
    int size() {
        lock.lock();
        try {
            return leases.size();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Lease held(String name, long now) {
        Lease lease = leases.get(name);
        return lease == null || lease.endMillis <= millis(now) ? null : lease;
    }

    private void sweep(long now) {
        if (leases.size() >= sweepAt) {
            leases.values().removeIf(lease -> lease.endMillis <= millis(now));
            sweepAt = Math.max(LEAST, 2 * leases.size());
        }
    }

    private long micros() {
        return startMicros + (nanoTime.getAsLong() - startNanos) / 1000;
    }

    private static long millis(long micros) {
        return Math.floorDiv(micros, 1000L);
    }

    private static Outcome outcome(boolean done) {
        return done ? Outcome.DONE : Outcome.NOT_HELD;
    }
}
