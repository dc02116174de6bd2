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
 * Renews the leases of shards while their writers run, each three times a lease, and not for ever: a writer that never returns
 * must not keep a shard from other processes. Thread-safe. Its thread starts with the first writer, and ends with {@link #close}.
 */
final class Keeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final int RENEWALS_A_LEASE = 3;
    private static final int MOST_LEASES = 20;
    private static final int MOST_RENEWALS = MOST_LEASES * RENEWALS_A_LEASE;

    private final Backlog backlog;
    private final String name;
    private final Duration lease;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Integer, Watched> running = new HashMap<>();
    private final Thread thread;
    private boolean started;
    private boolean closed;

    Keeper(Backlog backlog, String name, Duration lease) {
        this.backlog = backlog;
        this.name = name;
        this.lease = lease;
        this.thread = new Thread(this::run, "redoubt-behind-" + name + "-keeper");
        this.thread.setDaemon(true);
    }

    /** A writer that runs. Guarded by the lock. */
    private static final class Watched {

        private final int shard;
        private final String token;
        private int renewals;

        Watched(int shard, String token) {
            this.shard = shard;
            this.token = token;
        }
    }

    /** A writer of the shard begins. */
    void begin(int shard, String token) {
        lock.lock();
        try {
            running.put(shard, new Watched(shard, token));
            if (!started && !closed) {
                started = true;
                thread.start();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The writer of the shard has ended. */
    void end(int shard) {
        lock.lock();
        try {
            running.remove(shard);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (List<Watched> due = next(); !due.isEmpty(); due = next()) {
                due.forEach(this::renew);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Who is still running after a third of a lease; none once it is closed. */
    private List<Watched> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            List<Watched> due = new ArrayList<>();
            while (!closed && due.isEmpty()) {
                while (!closed && running.isEmpty()) {
                    changed.await();
                }
                List<Watched> before = List.copyOf(running.values());
                long left = lease.toNanos() / RENEWALS_A_LEASE;
                while (!closed && left > 0) {
                    left = changed.awaitNanos(left);
                }
                before.stream()
                        .filter(watched -> running.get(watched.shard) == watched)
                        .filter(watched -> watched.renewals++ < MOST_RENEWALS)
                        .forEach(due::add);
            }
            return closed ? List.of() : due;
        } finally {
            lock.unlock();
        }
    }

    private void renew(Watched watched) {
        try {
            if (!backlog.renew(watched.shard, watched.token, lease)) {
                LOG.warn(
                        "write-behind {}: a writer of shard {} lost its lease; another process may write the same, and"
                                + " newer, meanwhile",
                        name,
                        watched.shard);
                end(watched.shard);
            }
        } catch (RedoubtException e) {
            LOG.debug("write-behind {}: the lease of shard {} was not renewed", name, watched.shard, e);
        }
    }

    /** Ends the thread, and waits for that a second at most. Idempotent. */
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
