package io.redoubt.cache;

import io.redoubt.api.cache.AsyncRegion;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The threads of all regions of a cache. Thread-safe. None runs before it is needed, nor long after; none after the end. */
final class RegionThreads implements AutoCloseable {

    /** How many loads run at a time on threads of the cache. */
    static final int MOST_LOADS = 1_000;

    /** How many values are refreshed at a time, and how many wait for that. */
    static final int REFRESHERS = 8;

    static final int MOST_REFRESHES = 1_000;

    private static final int MOST_PLATFORM_THREADS = 1_000;
    private static final long IDLE_SECONDS = 5;
    private static final long CLOSING_SECONDS = 2;

    private final CallThreads loads = new CallThreads("redoubt-cache-load-", MOST_PLATFORM_THREADS, MOST_LOADS);
    private final CallThreads calls =
            new CallThreads("redoubt-cache-async-", MOST_PLATFORM_THREADS, AsyncRegion.MOST_RUNNING);
    private final ThreadPoolExecutor refreshes;
    private final ScheduledThreadPoolExecutor replays;

    RegionThreads() {
        this.refreshes = new ThreadPoolExecutor(
                REFRESHERS,
                REFRESHERS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_REFRESHES),
                numbered("redoubt-cache-refresh-"));
        refreshes.allowCoreThreadTimeOut(true);
        this.replays = new ScheduledThreadPoolExecutor(1, work -> daemon(work, "redoubt-cache-replay"));
        replays.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        replays.allowCoreThreadTimeOut(true);
    }

    /** For loads that their callers need not wait for. */
    CallThreads loads() {
        return loads;
    }

    /** For calls whose callers do not wait. */
    CallThreads calls() {
        return calls;
    }

    /** For invalidations that are repeated. */
    ScheduledThreadPoolExecutor replays() {
        return replays;
    }

    /** Has a value loaded in the background. Returns false if too many wait for that, or after the end. */
    boolean refresh(Runnable load) {
        try {
            refreshes.execute(load);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    /** Interrupts what runs, and waits for it, some seconds at most in all. Idempotent. */
    @Override
    public void close() {
        Ending.now(replays, CLOSING_SECONDS);
        Ending.now(refreshes, CLOSING_SECONDS);
        calls.close();
        loads.close();
    }

    private static ThreadFactory numbered(String name) {
        AtomicLong number = new AtomicLong();
        return work -> daemon(work, name + number.incrementAndGet());
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
