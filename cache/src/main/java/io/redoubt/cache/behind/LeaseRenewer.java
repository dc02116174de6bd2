package io.redoubt.cache.behind;

import io.redoubt.api.RedoubtException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread that renews the leases of shards while their writers run: three times per lease length, for at most 20
 * lease lengths, so that a writer that never returns does not keep a shard from other processes. Thread-safe. The
 * thread starts with the first writer and ends with {@link #close}.
 */
final class LeaseRenewer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewer.class);
    private static final int RENEWALS_PER_LEASE = 3;
    private static final int MAX_LEASE_LENGTHS = 20;
    private static final int MAX_RENEWALS = MAX_LEASE_LENGTHS * RENEWALS_PER_LEASE;

    private final PendingWriteStore pendingWrites;
    private final String name;
    private final Duration lease;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Integer, ActiveLease> activeLeases = new HashMap<>();
    private final Thread thread;
    private boolean started;
    private boolean closed;

    LeaseRenewer(PendingWriteStore pendingWrites, String name, Duration lease) {
        this.pendingWrites = pendingWrites;
        this.name = name;
        this.lease = lease;
        this.thread = new Thread(this::run, "redoubt-behind-" + name + "-keeper");
        this.thread.setDaemon(true);
    }

    /** Lease of a shard whose writer is running. Guarded by the lock. */
    private static final class ActiveLease {

        private final int shard;
        private final String token;
        private int renewals;

        ActiveLease(int shard, String token) {
            this.shard = shard;
            this.token = token;
        }
    }

    /** Starts renewing the lease of a shard, whose writer begins to run. */
    void writerStarted(int shard, String token) {
        lock.lock();
        try {
            activeLeases.put(shard, new ActiveLease(shard, token));
            if (!started && !closed) {
                started = true;
                thread.start();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Stops renewing the lease of a shard, whose writer has ended. */
    void writerEnded(int shard) {
        lock.lock();
        try {
            activeLeases.remove(shard);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (List<ActiveLease> due = awaitDue(); !due.isEmpty(); due = awaitDue()) {
                due.forEach(this::renew);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /**
     * Waits for a third of a lease and returns the leases whose writers have been running that long; an empty list
     * once this is closed.
     */
    private List<ActiveLease> awaitDue() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            List<ActiveLease> due = new ArrayList<>();
            while (!closed && due.isEmpty()) {
                while (!closed && activeLeases.isEmpty()) {
                    changed.await();
                }
                List<ActiveLease> candidates = List.copyOf(activeLeases.values());
                long remainingNanos = lease.toNanos() / RENEWALS_PER_LEASE;
                while (!closed && remainingNanos > 0) {
                    remainingNanos = changed.awaitNanos(remainingNanos);
                }
                candidates.stream()
                        .filter(activeLease -> activeLeases.get(activeLease.shard) == activeLease)
                        .filter(activeLease -> activeLease.renewals++ < MAX_RENEWALS)
                        .forEach(due::add);
            }
            return closed ? List.of() : due;
        } finally {
            lock.unlock();
        }
    }

    private void renew(ActiveLease activeLease) {
        try {
            if (!pendingWrites.renew(activeLease.shard, activeLease.token, lease)) {
                LOG.warn(
                        "write-behind {}: a writer of shard {} lost its lease; another process may write the same, and"
                                + " newer, meanwhile",
                        name,
                        activeLease.shard);
                writerEnded(activeLease.shard);
            }
        } catch (RedoubtException e) {
            LOG.debug("write-behind {}: the lease of shard {} was not renewed", name, activeLease.shard, e);
        }
    }

    /** Ends the thread and waits for its end, for at most one second. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
