package io.redoubt.api.lock;

import io.redoubt.api.InvalidInputException;
import java.time.Duration;

/**
 * How a lock is acquired and held. Immutable: each method returns a changed copy.
 *
 * @param lease how long it is held without renewal, 100 ms to 1 hour
 * @param maxWait how long to wait for it, zero to 1 hour; zero unless set
 * @param renewal whether it is renewed while it is held; it is not unless set
 */
public record LockOptions(Duration lease, Duration maxWait, Renewal renewal) {

    /** The shortest lease. */
    public static final Duration MIN_LEASE = Duration.ofMillis(100);

    /** The longest lease, and the longest wait. */
    public static final Duration MAX = Duration.ofHours(1);

    /** Whether a lock is renewed while it is held. */
    public enum Renewal {
        /** It ends with its lease, unless it is extended by hand. */
        NONE,
        /** A watchdog renews it each third of the lease, until it is released or this process ends. */
        WATCHDOG
    }

    public LockOptions {
        if (lease.compareTo(MIN_LEASE) < 0 || lease.compareTo(MAX) > 0) {
            throw new InvalidInputException("the lease of a lock must be between 100 ms and 1 hour: " + lease);
        }
        if (maxWait.isNegative() || maxWait.compareTo(MAX) > 0) {
            throw new InvalidInputException("the wait for a lock must be between zero and 1 hour: " + maxWait);
        }
    }

    /** A lock that ends with its lease, and is not waited for. */
    public static LockOptions lease(Duration lease) {
        return new LockOptions(lease, Duration.ZERO, Renewal.NONE);
    }

    /** The same, but waiting for it. */
    public LockOptions waitUpTo(Duration newMaxWait) {
        return new LockOptions(lease, newMaxWait, renewal);
    }

    /** The same, but renewed each third of the lease while it is held. */
    public LockOptions renewed() {
        return new LockOptions(lease, maxWait, Renewal.WATCHDOG);
    }
}
