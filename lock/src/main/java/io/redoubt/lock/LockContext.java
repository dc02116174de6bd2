package io.redoubt.lock;

import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group of objects, such as the lock store, that all locks of one {@link DefaultLockProvider} share. Immutable. Log
 * lines do not contain lock names, since a name may contain a user's id.
 */
record LockContext(
        LockStore store,
        LongSupplier nanoTime,
        HeldLockRegistry heldLocks,
        Watchdog watchdog,
        WaitQueues waitQueues,
        OrphanReleaser orphanReleaser,
        OnLostExecutor onLostExecutor,
        AsyncExecutor asyncCalls,
        LogThrottle lossThrottle,
        LogThrottle releaseThrottle) {

    private static final Logger LOG = LoggerFactory.getLogger(LockContext.class);

    long now() {
        return nanoTime.getAsLong();
    }

    /** Removes a handle that is no longer held from the registry and from the watchdog. */
    void unregister(HeldLock lock) {
        heldLocks.remove(lock);
        watchdog.unwatch(lock);
    }

    /** Logs, at a limited rate, that a lock was lost. */
    void logLost() {
        lossThrottle.pass(suppressed -> LOG.warn(
                "lock.hold, key lock:*: a lock was lost before it was released, since its lease ended or another"
                        + " program removed it; what it protects must check isValid() or the fencing token{}",
                suppressed));
    }

    /** Hands a lock whose release failed to the background releaser. */
    void releaseLater(HeldLock lock, Throwable e) {
        orphanReleaser.add(lock.ownership(), lock.longestLeaseMillis());
        releaseThrottle.pass(suppressed -> {
            LOG.warn(
                    "lock.release, key lock:*: a lock could not be released, which is tried again until its lease is"
                            + " over: {}{}",
                    FailureMessageRedactor.reasonOf(e),
                    suppressed);
            FailureMessageRedactor.logStack(LOG, e);
        });
    }
}
