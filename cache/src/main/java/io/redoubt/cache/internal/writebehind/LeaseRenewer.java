package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.core.support.SafeCallback;
import io.redoubt.redis.core.support.ServiceThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background task that renews the leases that this process holds on partitions (shards) of a write-behind queue. A
 * lease is renewed three times per lease length, for at most 20 lease lengths, so that a writer that never returns does
 * not keep a shard from other processes. Thread-safe. Its thread runs while writers run, and ends with {@link #close}.
 */
final class LeaseRenewer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewer.class);
    private static final int RENEWALS_PER_LEASE = 3;
    private static final int MAX_LEASE_LENGTHS = 20;
    private static final int MAX_RENEWALS = MAX_LEASE_LENGTHS * RENEWALS_PER_LEASE;

    private final PendingWriteStore pendingWrites;
    private final String name;
    private final String description;
    private final Duration lease;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, ActiveLease> activeLeases = new HashMap<>();
    private final ServiceThread thread;

    LeaseRenewer(PendingWriteStore pendingWrites, String name, Duration lease) {
        this.pendingWrites = pendingWrites;
        this.name = name;
        this.description = "write-behind " + name + ": the renewal of a lease";
        this.lease = lease;
        this.thread = new ServiceThread("redoubt-behind-" + name + "-keeper", this::renewDue);
    }

    /** Lease of a shard whose writer is running. Guarded by the lock. */
    private static final class ActiveLease {

        private final int shard;
        private final String token;
        private boolean due;
        private int renewals; // those that were made; only the thread of the renewer uses it

        ActiveLease(int shard, String token) {
            this.shard = shard;
            this.token = token;
        }
    }

    /** Starts renewing the lease of a shard, whose writer begins to run. */
    void writerStarted(int shard, String token) {
        boolean first;
        lock.lock();
        try {
            first = activeLeases.isEmpty();
            activeLeases.put(shard, new ActiveLease(shard, token));
        } finally {
            lock.unlock();
        }
        if (first) { // otherwise the thread runs already, and would renew too early
            wakeFor(shard);
        }
    }

    private void wakeFor(int shard) {
        boolean awake = false;
        try {
            thread.wake();
            awake = true;
        } finally {
            if (!awake) {
                writerEnded(shard); // no thread could be started: the next writer is the first one again
            }
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

    private Duration renewDue() {
        boolean idle;
        List<ActiveLease> due = new ArrayList<>();
        lock.lock();
        try {
            idle = activeLeases.isEmpty();
            for (ActiveLease activeLease : activeLeases.values()) {
                if (activeLease.due && activeLease.renewals < MAX_RENEWALS) {
                    due.add(activeLease);
                }
                activeLease.due = true; // from the next run on, a third of a lease later
            }
        } finally {
            lock.unlock();
        }
        due.forEach(this::renew);
        return idle ? ServiceThread.UNTIL_WOKEN : lease.dividedBy(RENEWALS_PER_LEASE);
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
        } catch (Throwable e) {
            // The others are renewed all the same; this one is tried again, and the failure does not count.
            SafeCallback.logFailure(LOG, description, e);
            return;
        }
        activeLease.renewals++;
    }

    /** Ends the thread and waits for its end, for at most two seconds. Idempotent. */
    @Override
    public void close() {
        thread.close();
    }
}
