package io.redoubt.jedis;

import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Thread that ends calls whose deadline has passed: closes their sockets, or wakes callers that wait for an I/O thread.
 *
 * <p>One thread a driver, started with the first call. It sleeps until the nearest deadline, at most 20 ms while calls are
 * pending, since later calls may have nearer ones; while none is pending it wakes twice a second to check idle connections.
 * To a call that costs a volatile read and no system call, which is less than a read timeout or a timed park.
 */
final class DeadlineMonitor implements AutoCloseable {

    /** What a check returns where no deadline is running. */
    static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long IDLE_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Collection<JedisNodeClient> clients;
    private final Executor threads;
    private final LongSupplier nanoTime;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile @Nullable Thread thread;
    private volatile boolean resting;
    private volatile boolean closed;

    DeadlineMonitor(Collection<JedisNodeClient> clients, Executor threads, LongSupplier nanoTime) {
        this.clients = clients;
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /** Makes sure that a deadline which has just been set will be noticed. */
    void wake() {
        if (resting) {
            LockSupport.unpark(thread);
        } else if (!started.get() && started.compareAndSet(false, true)) {
            boolean running = false;
            try {
                threads.execute(this::run);
                running = true;
            } finally {
                started.set(running);
            }
        }
    }

    /** Ends the thread. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        thread = Thread.currentThread();
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
