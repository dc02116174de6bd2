package io.redoubt.lock;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.lock.LockInfo;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.MemoryAccount;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import io.redoubt.redis.core.embedded.StoreInterceptor;
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
 * In-memory storage for locks, which coordinates only threads of the same process. It follows the same rules as the Lua
 * scripts for Redis.
 *
 * <p>One fencing counter serves all names: this clock never goes back, so the token of an ended lease need not be
 * kept. Ended leases are removed from time to time, at an amortized constant cost per acquisition. A lease beyond the
 * budget of memory is refused with the error code of a Redis that is out of memory.
 */
final class EmbeddedLockStore implements LockStore {

    private static final int MIN_SWEEP_SIZE = 64;

    /** Estimated size of a lease in addition to its name. */
    private static final long LEASE_OVERHEAD = 256;

    /** In place of the owner token of a lock that was given up. */
    private static final String NO_OWNER = "-";

    private final LongSupplier nanoTime;
    private final StoreInterceptor gate;
    private final long startNanos;
    private final long startMicros;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Lease> leases = new HashMap<>();
    private final StateMemoryBudget budget;
    private final MemoryAccount memory;
    private long lastFencingToken;
    private int sweepSize = MIN_SWEEP_SIZE;

    EmbeddedLockStore(EmbeddedStoreContext environment) {
        this.nanoTime = environment.clock();
        this.gate = environment.gate();
        this.budget = environment.memory();
        this.memory = new MemoryAccount(budget);
        this.startNanos = nanoTime.getAsLong();
        this.startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, environment.now());
    }

    private record Lease(long fencingToken, long endMillis, String ownerToken) {}

    @Override
    public AcquireResult acquire(LockAcquisitionId ownership, long leaseMillis) {
        gate.pass();
        lock.lock();
        try {
            long now = nowMicros();
            Lease active = activeLease(ownership.name(), now);
            if (active != null && !active.ownerToken.equals(ownership.ownerToken())) {
                return new AcquireResult.Busy(active.endMillis - millis(now));
            }
            if (leases.size() >= sweepSize) {
                removeExpired(now);
            }
            reserve(ownership.name(), now);
            lastFencingToken = active != null ? lastFencingToken : Math.max(now, lastFencingToken + 1);
            long fencingToken = active != null ? active.fencingToken : lastFencingToken;
            put(ownership.name(), new Lease(fencingToken, millis(now) + leaseMillis, ownership.ownerToken()));
            return new AcquireResult.Granted(fencingToken);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean renew(RenewalRequest renewal) {
        LockAcquisitionId ownership = renewal.ownership();
        gate.pass();
        lock.lock();
        try {
            long now = nowMicros();
            Lease active = activeLease(ownership.name(), now);
            if (active == null || !active.ownerToken.equals(ownership.ownerToken())) {
                return false;
            }
            long end = Math.max(active.endMillis, millis(now) + renewal.leaseMillis());
            put(ownership.name(), new Lease(active.fencingToken, end, active.ownerToken));
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<RenewOrReleaseOutcome> renewAll(List<RenewalRequest> renewals, Duration timeout) {
        return renewals.stream().map(renewal -> outcome(() -> renew(renewal))).toList();
    }

    @Override
    public boolean release(LockAcquisitionId ownership) {
        gate.pass();
        lock.lock();
        try {
            Lease active = activeLease(ownership.name(), nowMicros());
            return active != null && active.ownerToken.equals(ownership.ownerToken()) && remove(ownership.name());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean releaseAfter(LockAcquisitionId ownership, long delayMillis) {
        gate.pass();
        lock.lock();
        try {
            long now = nowMicros();
            Lease active = activeLease(ownership.name(), now);
            if (active == null || !active.ownerToken.equals(ownership.ownerToken())) {
                return false;
            }
            put(ownership.name(), new Lease(active.fencingToken, millis(now) + delayMillis, NO_OWNER));
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
    public List<RenewOrReleaseOutcome> releaseAll(List<LockAcquisitionId> ownerships, Duration timeout) {
        return ownerships.stream()
                .map(ownership -> outcome(() -> release(ownership)))
                .toList();
    }

    @Override
    public boolean forceRelease(String name) {
        gate.pass();
        lock.lock();
        try {
            return activeLease(name, nowMicros()) != null && remove(name);
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

    private void put(String name, Lease lease) {
        if (leases.put(name, lease) == null) {
            memory.use(bytes(name));
        }
    }

    private boolean remove(String name) {
        boolean removed = leases.remove(name) != null;
        if (removed) {
            memory.use(-bytes(name));
            memory.settle();
        }
        return removed;
    }

    /** Ensures that there is memory for a lease, after the removal of all that have ended if necessary. */
    private void reserve(String name, long now) {
        if (!leases.containsKey(name) && !memory.tryReserve(bytes(name))) {
            removeExpired(now);
            if (!memory.tryReserve(bytes(name))) {
                throw budget.exceeded("lock.acquire");
            }
        }
    }

    private static long bytes(String name) {
        return LEASE_OVERHEAD + 2L * name.length();
    }

    private void removeExpired(long now) {
        leases.entrySet().removeIf(lease -> {
            boolean ended = lease.getValue().endMillis <= millis(now);
            memory.use(ended ? -bytes(lease.getKey()) : 0);
            return ended;
        });
        memory.settle();
        sweepSize = Math.max(MIN_SWEEP_SIZE, 2 * leases.size());
    }

    private long nowMicros() {
        return startMicros + (nanoTime.getAsLong() - startNanos) / 1000;
    }

    private static long millis(long micros) {
        return Math.floorDiv(micros, 1000L);
    }

    private static RenewOrReleaseOutcome outcome(BooleanSupplier request) {
        try {
            return request.getAsBoolean() ? RenewOrReleaseOutcome.DONE : RenewOrReleaseOutcome.NOT_HELD;
        } catch (StoreUnavailableException e) {
            return RenewOrReleaseOutcome.UNKNOWN;
        }
    }
}
