package io.redoubt.jedis;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private volatile boolean parked;
    private volatile boolean closed;

    /** Puts a new socket under watch; it is closed at once if the driver already is. */
    Watch watch(SocketChannel channel) {
        Watch watch = new Watch(this, channel);
        watches.add(watch);
        if (closed) {
            watch.close();
        } else if (thread.get() == null) {
            start();
        }
        return watch;
    }

    void forget(Watch watch) {
        watches.remove(watch);
    }

    /** Called when a call begins. */
    void wake() {
        if (parked) {
            LockSupport.unpark(thread.get());
        }
    }

    /** Whether the driver is closed. */
    boolean closed() {
        return closed;
    }

    /** Closes all sockets and ends the thread. */
    @Override
    public void close() {
        closed = true;
        watches.forEach(Watch::close);
        Thread running = thread.get();
        if (running != null) {
            LockSupport.unpark(running);
            Threads.join(running, PATIENCE);
        }
    }

    private void start() {
        Thread candidate = new Thread(this::run, "redoubt-jedis-watchdog");
        candidate.setDaemon(true);
        if (thread.compareAndSet(null, candidate)) {
            candidate.start();
        }
    }

    private void run() {
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
