package io.redoubt.redis.core.async;

import io.redoubt.redis.core.support.DaemonThreads;
import io.redoubt.redis.core.support.InterruptDeferral;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Executor that runs asynchronous calls on virtual threads, on a pool of platform threads, or on the application's
 * executor. It has no bound of its own. Thread-safe.
 */
final class CallThreads {

    private static final long IDLE_SECONDS = 5;

    private final Executor executor;
    private final @Nullable ThreadPoolExecutor pool;

    private CallThreads(Executor executor, @Nullable ThreadPoolExecutor pool) {
        this.executor = executor;
        this.pool = pool;
    }

    /** Returns threads of the application, which are not closed here. */
    static CallThreads of(Executor executor) {
        return new CallThreads(executor, null);
    }

    /** Returns virtual threads where the JVM has them, else platform threads that end when idle. */
    static CallThreads own(String prefix) {
        ThreadFactory virtual = VirtualThreads.numbered(prefix);
        if (virtual != null) {
            return new CallThreads(call -> virtual.newThread(call).start(), null);
        }
        return platform(prefix);
    }

    static CallThreads platform(String prefix) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                DaemonThreads.numbered(prefix));
        return new CallThreads(pool, pool);
    }

    /** Runs a call on another thread. Throws whatever the executor throws. */
    void execute(Runnable call) {
        executor.execute(call);
    }

    /** Ends idle threads, and waits for the others unless this is one of them. */
    void close(Duration maxWait, boolean isOnOwnThread) {
        if (pool != null) {
            pool.shutdown();
            if (!isOnOwnThread) {
                InterruptDeferral.awaitEnd(pool, maxWait);
            }
        }
    }
}
