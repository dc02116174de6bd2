package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.AsyncRegion;
import io.redoubt.redis.core.support.DaemonThreads;
import io.redoubt.redis.core.support.Interrupts;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Thread pools that all regions of a cache share. Threads are started on demand and end when idle. No task is
 * accepted after {@link #close()}. Thread-safe.
 */
final class RegionThreads implements AutoCloseable {

    /** Maximum number of loads that run at the same time on threads of the cache. */
    static final int MAX_LOADS = 1_000;

    /** Number of refreshes that run at the same time. {@link #MAX_REFRESHES} more may be queued. */
    static final int REFRESHERS = 8;

    static final int MAX_REFRESHES = 1_000;

    private static final int MAX_PLATFORM_THREADS = 1_000;
    private static final long IDLE_SECONDS = 5;
    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(2);

    private final BoundedExecutor loads = new BoundedExecutor("redoubt-cache-load-", MAX_PLATFORM_THREADS, MAX_LOADS);
    private final BoundedExecutor calls =
            new BoundedExecutor("redoubt-cache-async-", MAX_PLATFORM_THREADS, AsyncRegion.MAX_RUNNING);
    private final ThreadPoolExecutor refreshes;
    private final ScheduledThreadPoolExecutor retries;

    RegionThreads() {
        this.refreshes = new ThreadPoolExecutor(
                REFRESHERS,
                REFRESHERS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_REFRESHES),
                DaemonThreads.numbered("redoubt-cache-refresh-"));
        refreshes.allowCoreThreadTimeOut(true);
        this.retries = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("redoubt-cache-replay"));
        retries.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        retries.allowCoreThreadTimeOut(true);
    }

    /** Returns the executor of loads that may outlast the wait of their callers. */
    BoundedExecutor loads() {
        return loads;
    }

    /** Returns the executor of asynchronous calls. */
    BoundedExecutor calls() {
        return calls;
    }

    /** Returns the scheduler of repeated invalidations. */
    ScheduledThreadPoolExecutor retries() {
        return retries;
    }

    /** Runs a load in the background. Returns false if the queue is full or this is closed. */
    boolean refresh(Runnable load) {
        try {
            refreshes.execute(load);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    /** Interrupts running tasks and waits for their end, for some seconds in total at most. Idempotent. */
    @Override
    public void close() {
        Interrupts.shutdownNow(retries, MAX_CLOSE_WAIT);
        Interrupts.shutdownNow(refreshes, MAX_CLOSE_WAIT);
        calls.close();
        loads.close();
    }
}
