package io.redoubt.lock;

import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.support.SafeCallback;
import io.redoubt.redis.core.support.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Single-threaded executor that runs an application's {@code onLost} callbacks after a lock was lost. Failures of
 * callbacks are logged. Thread-safe.
 */
final class OnLostExecutor implements AutoCloseable {

    static final int MAX_QUEUED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(OnLostExecutor.class);

    private final SerialExecutor thread;
    private final LogThrottle throttle;
    private final AtomicInteger queued = new AtomicInteger();

    /**
     * Creates an executor.
     *
     * @param drainTimeout how long {@link #close()} lets queued actions run
     */
    OnLostExecutor(Duration drainTimeout, LogThrottle throttle) {
        this.thread = new SerialExecutor("redoubt-lock-events", MAX_QUEUED, drainTimeout);
        this.throttle = throttle;
    }

    /**
     * Queues an action. If too many are queued, it is dropped, and this is logged.
     *
     * @return false if no thread can be started, or this executor is closed; the action may run all the same
     */
    boolean accept(LockLossCallback action) {
        if (queued.incrementAndGet() > MAX_QUEUED) {
            queued.decrementAndGet();
            throttle.pass(suppressed -> LOG.error("an onLost action of a lock was left out{}", suppressed));
            return true;
        }
        boolean accepted = false;
        try {
            accepted = thread.execute(() -> {
                queued.decrementAndGet();
                run(action);
            });
        } finally {
            if (!accepted) {
                queued.decrementAndGet();
            }
        }
        return accepted;
    }

    private static void run(LockLossCallback action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("an onLost action of a lock failed: {}", FailureMessageRedactor.reasonOf(e));
            FailureMessageRedactor.logStack(LOG, e);
        } catch (Throwable e) {
            SafeCallback.logFailure(LOG, "an onLost action of a lock", e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
