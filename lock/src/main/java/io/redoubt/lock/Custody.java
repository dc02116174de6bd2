package io.redoubt.lock;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.core.LogThrottle;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the handles of a provider share. Log lines name no lock: a name may hold somebody's id. */
record Custody(
        Leases leases,
        LongSupplier nanoTime,
        OpenLocks open,
        Watchdog watchdog,
        Turns turns,
        Cleanup cleanup,
        Background events,
        LogThrottle throttle) {

    private static final Logger LOG = LoggerFactory.getLogger(Custody.class);

    long now() {
        return nanoTime.getAsLong();
    }

    /** The handle is over: nobody needs to watch it. */
    void forget(HeldLock lock) {
        open.remove(lock);
        watchdog.forget(lock);
    }

    void lost() {
        throttle.pass(leftOut -> LOG.warn("a lock was lost before it was released{}", leftOut));
    }

    void releaseFailed(HeldLock lock, RedoubtException e) {
        cleanup.release(lock.claim(), lock.leaseMillis());
        throttle.pass(leftOut -> LOG.warn(
                "a lock could not be released ({}): this is tried again until its lease is over{}",
                e.getClass().getSimpleName(),
                leftOut));
    }

    /** Runs an action of a user. */
    void runLater(Runnable action) {
        boolean accepted = events.submit(() -> {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("an onLost action of a lock failed", e);
            }
        });
        if (!accepted) {
            throttle.pass(leftOut -> LOG.error("an onLost action of a lock was left out{}", leftOut));
        }
    }
}
