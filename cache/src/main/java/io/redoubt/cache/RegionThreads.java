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
    static final int MAX_LOADS = 1_000;

    /** How many values are refreshed at a time, and how many wait for that. */
    static final int REFRESHERS = 8;

    static final int MAX_REFRESHES = 1_000;

    private static final int MAX_PLATFORM_THREADS = 1_000;
    private static final long IDLE_SECONDS = 5;
    private static final long CLOSING_SECONDS = 2;

    private final BoundedExecutor loads = new BoundedExecutor("redoubt-cache-load-", MAX_PLATFORM_THREADS, MAX_LOADS);
    private final BoundedExecutor calls =
            new BoundedExecutor("redoubt-cache-async-", MAX_PLATFORM_THREADS, AsyncRegion.MOST_RUNNING);
    private final ThreadPoolExecutor refreshes;
    private final ScheduledThreadPoolExecutor retries;

    RegionThreads() {
        this.refreshes = new ThreadPoolExecutor(
                REFRESHERS,
                REFRESHERS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_REFRESHES),
                numbered("redoubt-cache-refresh-"));
        refreshes.allowCoreThreadTimeOut(true);
        this.retries = new ScheduledThreadPoolExecutor(1, work -> daemon(work, "redoubt-cache-replay"));
        retries.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        retries.allowCoreThreadTimeOut(true);
    }

    /** For loads that their callers need not wait for. */
    BoundedExecutor loads() {
        return loads;
    }

    /** For calls whose callers do not wait. */
    BoundedExecutor calls() {
        return calls;
    }

    /** For invalidations that are repeated. */
    ScheduledThreadPoolExecutor retries() {
        return retries;
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
        ExecutorShutdown.shutdownNow(retries, CLOSING_SECONDS);
        ExecutorShutdown.shutdownNow(refreshes, CLOSING_SECONDS);
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
