package io.redoubt.cache.internal.region;

import io.redoubt.api.AsyncSettings;
import io.redoubt.redis.core.async.AsyncExecutor;
import io.redoubt.redis.core.support.DaemonThreads;
import io.redoubt.redis.core.support.InterruptDeferral;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Set of executors for loads, refreshes, asynchronous calls and retries, shared by all regions of a cache. Threads are
 * started on demand and end when idle. No task is accepted after {@link #close()}. Thread-safe.
 */
final class RegionThreads implements AutoCloseable {

    /** Number of refreshes that run at the same time. {@link #MAX_REFRESHES} more may be queued. */
    static final int REFRESHERS = 8;

    static final int MAX_REFRESHES = 1_000;

    private static final Duration MAX_REFRESH_WAIT = Duration.ofHours(1);
    private static final long IDLE_SECONDS = 5;
    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(2);

    private final AsyncExecutor calls;
    private final AsyncExecutor loads;
    private final AsyncExecutor refreshes;
    private final ScheduledThreadPoolExecutor retries;

    RegionThreads(AsyncSettings async) {
        this.calls = AsyncExecutor.create("redoubt-async-cache", async, AsyncExecutor.CLOSE_TIMEOUT);
        // Not on the executor of the application, whose threads may all wait for these loads.
        this.loads = AsyncExecutor.create("redoubt-cache-load", async.withOwnThreads(), Duration.ZERO);
        this.refreshes = AsyncExecutor.create(
                "redoubt-cache-refresh",
                async.withOwnThreads().withMaxRunning(REFRESHERS).withQueue(MAX_REFRESHES, MAX_REFRESH_WAIT),
                Duration.ZERO);
        this.retries = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("redoubt-cache-replay"));
        retries.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        retries.allowCoreThreadTimeOut(true);
    }

    /** Returns the executor of loads that may outlast the wait of their callers. */
    AsyncExecutor loads() {
        return loads;
    }

    /** Returns the executor of asynchronous calls. */
    AsyncExecutor calls() {
        return calls;
    }

    /** Returns the executor of refreshes in the background. */
    AsyncExecutor refreshes() {
        return refreshes;
    }

    /** Returns the scheduler of repeated invalidations. */
    ScheduledThreadPoolExecutor retries() {
        return retries;
    }

    /** Interrupts running tasks and waits for their end, for some seconds in total at most. Idempotent. */
    @Override
    public void close() {
        InterruptDeferral.shutdownNow(retries, MAX_CLOSE_WAIT);
        calls.close();
        refreshes.close();
        loads.close();
    }
}
