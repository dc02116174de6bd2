package io.redoubt.lock;

/** Result of one attempt to acquire a lock: granted, or busy because another holder has the lock. */
sealed interface AcquireResult {

    /** The lock was acquired, with this fencing token. */
    record Granted(long fencingToken) implements AcquireResult {}

    /** Another holder has the lock, for this many more milliseconds if it does not renew the lease. */
    record Busy(long remainingMillis) implements AcquireResult {}
}
