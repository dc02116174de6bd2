package io.redoubt.api.lock;

import io.redoubt.api.RangeValidation;
import java.time.Duration;

/**
 * Options for acquiring and holding a lock: lease duration, maximum wait and automatic renewal. Immutable: each method
 * returns a changed copy.
 *
 * @param lease how long the lock is held without renewal, 5 ms to 31 days, in whole milliseconds
 * @param maxWait how long to wait for the lock, zero to 1 hour; zero unless set
 * @param renewal whether the lock is renewed automatically while it is held; not renewed unless set
 */
public record LockOptions(Duration lease, Duration maxWait, Renewal renewal) {

    /**
     * The shortest lease. The holder may rely on a bit less than 3 ms of it, see {@link LockHandle#isValid()}, which a
     * request, its reply and a renewal must fit in: below 100 ms a lock is easily lost to a pause of the process.
     */
    public static final Duration MIN_LEASE = Duration.ofMillis(5);

    /** The longest lease. */
    public static final Duration MAX_LEASE = Duration.ofDays(31);

    /** The longest wait. */
    public static final Duration MAX_WAIT = Duration.ofHours(1);

    /** Automatic renewal of a lock while it is held. */
    public enum Renewal {
        /** The lock ends with its lease, unless it is extended explicitly. */
        NONE,
        /**
         * A watchdog renews the lock after each third of the lease, until the lock is released or this process
         * ends.
         */
        WATCHDOG
    }

    public LockOptions {
        RangeValidation.required("the lease of a lock", lease, MIN_LEASE, MAX_LEASE);
        RangeValidation.required("the wait for a lock", maxWait, Duration.ZERO, MAX_WAIT);
    }

    /** Returns options for a lock that ends with its lease, without waiting for a busy lock. */
    public static LockOptions lease(Duration lease) {
        return new LockOptions(lease, Duration.ZERO, Renewal.NONE);
    }

    /** Returns a copy that waits for a busy lock. */
    public LockOptions waitUpTo(Duration newMaxWait) {
        return new LockOptions(lease, newMaxWait, renewal);
    }

    /** Returns a copy with automatic renewal after each third of the lease while the lock is held. */
    public LockOptions autoRenew() {
        return new LockOptions(lease, maxWait, Renewal.WATCHDOG);
    }
}
