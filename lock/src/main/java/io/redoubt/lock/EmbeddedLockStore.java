package io.redoubt.lock;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.lock.LockInfo;
import io.redoubt.redis.core.embedded.EmbeddedEnvironment;
import io.redoubt.redis.core.embedded.StoreGate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lock store in this process, with the same rules as the Lua scripts.
 *
 * <p>One fencing counter serves all names: this clock never goes back, so the token of an ended lease need not be
 * kept. Ended leases are removed from time to time, at an amortized constant cost per acquisition.
 */
final class EmbeddedLockStore implements LockStore {

    private static final int MIN_SWEEP_SIZE = 64;

    /** In place of the owner token of a lock that was given up. */
    private static final String NO_OWNER = "-";

    private final LongSupplier nanoTime;
    private final StoreGate gate;
    private final long startNanos;
    private final long startMicros;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Lease> leases = new HashMap<>();
    private long lastFencingToken;
    private int sweepSize = MIN_SWEEP_SIZE;

    EmbeddedLockStore(EmbeddedEnvironment environment) {
        this.nanoTime = environment.clock();
        this.gate = environment.gate();
        this.startNanos = nanoTime.getAsLong();
        this.startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, environment.now());
    }

    private record Lease(long fencingToken, long endMillis, String ownerToken) {}

    @Override
    public AcquireResult acquire(Ownership ownership, long leaseMillis) {
        gate.pass();
        lock.lock();
        try {
            long now = nowMicros();
            Lease active = activeLease(ownership.name(), now);
            if (active != null && !active.ownerToken.equals(ownership.ownerToken())) {
                return new AcquireResult.Busy(active.endMillis - millis(now));
            }
            removeExpired(now);
            lastFencingToken = active != null ? lastFencingToken : Math.max(now, lastFencingToken + 1);
            long fencingToken = active != null ? active.fencingToken : lastFencingToken;
            leases.put(ownership.name(), new Lease(fencingToken, millis(now) + leaseMillis, ownership.ownerToken()));
            return new AcquireResult.Granted(fencingToken);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean renew(RenewalRequest renewal) {
        Ownership ownership = renewal.ownership();
        gate.pass();
        lock.lock();
        try {
            long now = nowMicros();
            Lease active = activeLease(ownership.name(), now);
            if (active == null || !active.ownerToken.equals(ownership.ownerToken())) {
                return false;
            }
            long end = Math.max(active.endMillis, millis(now) + renewal.leaseMillis());
            leases.put(ownership.name(), new Lease(active.fencingToken, end, active.ownerToken));
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<RequestOutcome> renewAll(List<RenewalRequest> renewals, Duration timeout) {
        return renewals.stream().map(renewal -> outcome(() -> renew(renewal))).toList();
    }

    @Override
    public boolean release(Ownership ownership) {
        gate.pass();
        lock.lock();
        try {
            Lease active = activeLease(ownership.name(), nowMicros());
            return active != null
                    && active.ownerToken.equals(ownership.ownerToken())
                    && leases.remove(ownership.name()) != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean releaseAfter(Ownership ownership, long delayMillis) {
        gate.pass();
        lock.lock();
        try {
            long now = nowMicros();
            Lease active = activeLease(ownership.name(), now);
            if (active == null || !active.ownerToken.equals(ownership.ownerToken())) {
                return false;
            }
            leases.put(ownership.name(), new Lease(active.fencingToken, millis(now) + delayMillis, NO_OWNER));
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<LockInfo> find(String name) {
        gate.pass();
        lock.lock();
        try {
            long now = nowMicros();
            return Optional.ofNullable(activeLease(name, now))
                    .map(active ->
                            new LockInfo(active.fencingToken, Duration.ofMillis(active.endMillis - millis(now))));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<RequestOutcome> releaseAll(List<Ownership> ownerships, Duration timeout) {
        return ownerships.stream()
                .map(ownership -> outcome(() -> release(ownership)))
                .toList();
    }

    @Override
    public boolean forceRelease(String name) {
        gate.pass();
        lock.lock();
        try {
            return activeLease(name, nowMicros()) != null && leases.remove(name) != null;
        } finally {
            lock.unlock();
        }
    }

    /** Number of leases in memory, ended ones included. */
    int size() {
        lock.lock();
        try {
            return leases.size();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Lease activeLease(String name, long now) {
        Lease lease = leases.get(name);
        return lease == null || lease.endMillis <= millis(now) ? null : lease;
    }

    private void removeExpired(long now) {
        if (leases.size() >= sweepSize) {
            leases.values().removeIf(lease -> lease.endMillis <= millis(now));
            sweepSize = Math.max(MIN_SWEEP_SIZE, 2 * leases.size());
        }
    }

    private long nowMicros() {
        return startMicros + (nanoTime.getAsLong() - startNanos) / 1000;
    }

    private static long millis(long micros) {
        return Math.floorDiv(micros, 1000L);
    }

    private static RequestOutcome outcome(BooleanSupplier request) {
        try {
            return request.getAsBoolean() ? RequestOutcome.DONE : RequestOutcome.NOT_HELD;
        } catch (StoreUnavailableException e) {
            return RequestOutcome.UNKNOWN;
        }
    }
}
