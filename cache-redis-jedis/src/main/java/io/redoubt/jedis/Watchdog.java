package io.redoubt.jedis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends calls whose deadline has passed: closes their sockets, or wakes those who wait for others to send theirs.
 *
 * <p>One thread, started with the first connection, ended by {@link #close}. It sleeps until the nearest deadline, but
 * looks every 20 ms for calls that began since with an even nearer one; while no call runs it only wakes twice a second to
 * have idle connections looked after. A call costs two volatile writes and no system call, which is less than a read with
 * a timeout would.
 */
final class Watchdog implements AutoCloseable {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long INSPECTION_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private final IoThreads threads;
    private final Runnable inspection;
    private final LongSupplier nanoTime;
    private final Set<Ward> wards = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile @Nullable Thread thread;
    private volatile boolean parked;
    private volatile boolean closed;

    /**
     * A watchdog that does not run yet.
     *
     * @param inspection looks after the connections that nobody uses, and never blocks
     */
    Watchdog(IoThreads threads, Runnable inspection, LongSupplier nanoTime) {
        this.threads = threads;
        this.inspection = inspection;
        this.nanoTime = nanoTime;
    }

    /** Looks after somebody more. */
    void add(Ward ward) {
        wards.add(ward);
        wake();
        if (!started.get() && started.compareAndSet(false, true)) {
            threads.create("watchdog", this::run).start();
        }
    }

    void forget(Ward ward) {
        wards.remove(ward);
    }

    /** Called when a call begins. */
    void wake() {
        if (parked) {
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
        thread = Thread.currentThread();
        while (!closed) {
            try {
                watchUntilClosed();
            } catch (Throwable e) {
                // Most likely there is no memory. All who call rely on this thread, so it goes on.
                LockSupport.parkNanos(this, TICK_NANOS);
            }
        }
    }

    private void watchUntilClosed() {
        parked = false;
        long lastInspection = nanoTime.getAsLong();
        while (!closed) {
            long now = nanoTime.getAsLong();
            if (now - lastInspection >= INSPECTION_NANOS) {
                inspection.run();
                lastInspection = now;
            }
            long nearest = check();
            if (nearest != Ward.NOTHING_RUNS) {
                LockSupport.parkNanos(this, Math.min(TICK_NANOS, nearest));
                continue;
            }
            // A call that begins between the first look and the flag is seen by the second look; a later one sees the
            // flag.
            parked = true;
            if (check() == Ward.NOTHING_RUNS && !closed) {
                rest();
            }
            parked = false;
        }
    }

    private void rest() {
        if (wards.isEmpty()) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, INSPECTION_NANOS);
        }
    }

    private long check() {
        long nearest = Ward.NOTHING_RUNS;
        for (Ward ward : wards) {
            nearest = Math.min(nearest, ward.check());
        }
        return nearest;
    }
}
