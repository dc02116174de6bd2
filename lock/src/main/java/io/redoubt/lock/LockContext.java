package io.redoubt.lock;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.core.LogThrottle;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the handles of a provider share. Log lines name no lock: a name may hold somebody's id. */
record LockContext(
        LockStore store,
        LongSupplier nanoTime,
        HeldLockRegistry heldLocks,
        Watchdog watchdog,
        WaitQueues waitQueues,
        OrphanReleaser orphanReleaser,
        CallbackExecutor callbacks,
        LogThrottle throttle) {

    private static final Logger LOG = LoggerFactory.getLogger(LockContext.class);

    long now() {
        return nanoTime.getAsLong();
    }

    /** The handle is over: nobody needs to watch it. */
    void unregister(HeldLock lock) {
        heldLocks.remove(lock);
        watchdog.unwatch(lock);
    }

    void logLost() {
        throttle.pass(suppressed -> LOG.warn("a lock was lost before it was released{}", suppressed));
    }

    void releaseLater(HeldLock lock, RedoubtException e) {
        orphanReleaser.add(lock.ownership(), lock.leaseMillis());
        throttle.pass(suppressed -> LOG.warn(
                "a lock could not be released ({}): this is tried again until its lease is over{}",
                e.getClass().getSimpleName(),
                suppressed));
    }

    /** Runs an action of a user. */
    void runCallback(Runnable action) {
        boolean accepted = callbacks.submit(() -> {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("an onLost action of a lock failed", e);
            }
        });
        if (!accepted) {
            throttle.pass(suppressed -> LOG.error("an onLost action of a lock was left out{}", suppressed));
        }
    }
}
