package io.redoubt.jedis;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Thread that ends calls whose deadline has passed: closes their sockets, or wakes callers that wait for an I/O thread.
 *
 * <p>One thread a driver, started with the first call. It sleeps until the nearest deadline, at most 20 ms while
 * calls are pending, since later calls may have nearer ones; while none is pending it wakes twice a second to check
 * idle connections. To a call that costs a volatile read and no system call, which is less than a read timeout or a
 * timed park.
 */
final class DeadlineMonitor implements AutoCloseable {

    /** What a check returns where no deadline is running. */
    static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long IDLE_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Collection<JedisNodeClient> clients;
    private final LongSupplier nanoTime;
    private final Thread thread;
    private final SafeLock starting = new SafeLock();
    private volatile boolean started;
    private volatile boolean resting;
    private volatile boolean closed;

    DeadlineMonitor(Collection<JedisNodeClient> clients, LongSupplier nanoTime) {
        this.clients = clients;
        this.nanoTime = nanoTime;
        this.thread = new Thread(null, this::run, "redoubt-jedis-deadlines", 0, false);
        thread.setDaemon(true);
    }

    /**
     * Makes sure that a deadline which has just been set will be noticed.
     *
     * @throws OutOfMemoryError if the thread cannot be started
     */
    void wake() {
        if (resting) {
            LockSupport.unpark(thread);
        } else if (!started) {
            start();
        }
    }

    private void start() {
        starting.lock();
        try {
            if (!started && !closed) {
                thread.start();
                started = true;
            }
        } finally {
            starting.unlock();
        }
    }

    /** Ends the thread. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            try {
                checkUntilClosed();
            } catch (Throwable e) {
                // Most likely out of memory. Every deadline depends on this thread, so it goes on.
                LockSupport.parkNanos(this, TICK_NANOS);
            }
        }
    }

    private void checkUntilClosed() {
        resting = false;
        long lastIdleCheck = nanoTime.getAsLong();
        while (!closed) {
            long now = nanoTime.getAsLong();
            if (now - lastIdleCheck >= IDLE_CHECK_NANOS) {
                lastIdleCheck = now;
                clients.forEach(JedisNodeClient::checkIdleConnections);
            }
            long nearest = checkDeadlines();
            if (nearest != NO_DEADLINE) {
                LockSupport.parkNanos(this, Math.min(TICK_NANOS, nearest));
                continue;
            }
            // A deadline set before the flag is seen by the second check; who sets one later sees the flag.
            resting = true;
            if (checkDeadlines() == NO_DEADLINE && !closed) {
                LockSupport.parkNanos(this, IDLE_CHECK_NANOS);
            }
            resting = false;
        }
    }

    private long checkDeadlines() {
        long nearest = NO_DEADLINE;
        for (JedisNodeClient client : clients) {
            nearest = Math.min(nearest, client.checkDeadlines());
        }
        return nearest;
    }
}
