package io.redoubt.jedis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends calls whose deadline has passed, by closing their sockets; knows every open socket of a driver.
 *
 * <p>One thread, started with the first connection, ended by {@link #close}. It sleeps until the nearest deadline, but
 * looks every 20 ms for calls that began since with an even nearer one; while no call runs it parks. A call costs two
 * volatile writes and no system call, which is less than a read with a timeout would.
 */
final class Watchdog implements AutoCloseable {

    static final long NOTHING_RUNS = Long.MAX_VALUE;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private final IoThreads threads;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile @Nullable Thread thread;
    private volatile boolean parked;
    private volatile boolean closed;

    Watchdog(IoThreads threads) {
        this.threads = threads;
    }

    /** Takes a new socket under watch. */
    void add(Watch watch) {
        watches.add(watch);
        if (!started.get() && started.compareAndSet(false, true)) {
            threads.create("watchdog", this::run).start();
        }
    }

    void forget(Watch watch) {
        watches.remove(watch);
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
            long nearest = check();
            if (nearest != NOTHING_RUNS) {
                LockSupport.parkNanos(this, Math.min(TICK_NANOS, nearest));
                continue;
            }
            // A call that begins between the first look and the flag is seen by the second look; a later one sees the
            // flag.
            parked = true;
            if (check() == NOTHING_RUNS && !closed) {
                LockSupport.park(this);
            }
            parked = false;
        }
    }

    private long check() {
        long nearest = NOTHING_RUNS;
        for (Watch watch : watches) {
            nearest = Math.min(nearest, watch.check());
        }
        return nearest;
    }
}
