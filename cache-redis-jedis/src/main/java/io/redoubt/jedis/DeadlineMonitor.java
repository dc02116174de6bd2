package io.redoubt.jedis;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Monitor thread that ends Redis calls whose deadline has passed. It closes the sockets of calls in progress, and
 * wakes callers whose calls wait for an I/O thread.
 *
 * <p>Each driver has one such thread. While calls are pending, the thread sleeps until the nearest deadline but at
 * most 20 ms, since later calls may have nearer deadlines. While no call is pending, the thread wakes twice a
 * second to check idle connections. Each call pays for a volatile read and no system call, which is less than the
 * cost of a read timeout or a timed park.
 */
final class DeadlineMonitor implements AutoCloseable {

    /** The result of a check when no deadline is running. */
    static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long IDLE_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Collection<JedisNodeClient> clients;
    private final LongSupplier nanoTime;
    private final Thread thread;
    private volatile boolean resting;
    private volatile boolean closed;

    /** Starts the thread, which checks the clients that the collection contains at the time. */
    DeadlineMonitor(Collection<JedisNodeClient> clients, LongSupplier nanoTime) {
        this.clients = clients;
        this.nanoTime = nanoTime;
        this.thread = new Thread(null, this::run, "redoubt-jedis-deadlines", 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ensures that a deadline which has just been set will be noticed. */
    void wake() {
        if (resting) {
            LockSupport.unpark(thread);
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
                // Most likely out of memory. Every deadline depends on this thread, so the thread continues.
                LockSupport.parkNanos(this, TICK_NANOS);
            }
        }
    }

    private void checkUntilClosed() {
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
            // A deadline that is set before the flag is seen by the second check; a thread that sets a deadline
            // later sees the flag.
            resting = true;
            if (checkDeadlines() == NO_DEADLINE) {
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
