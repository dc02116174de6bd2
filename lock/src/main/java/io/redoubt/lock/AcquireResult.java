package io.redoubt.lock;

/** What an attempt to acquire a lock found. */
sealed interface AcquireResult {

    /** It is held now. */
    record Granted(long fencingToken) implements AcquireResult {}

    /** Somebody else holds it, for this many milliseconds more if it is not renewed. */
    record Busy(long remainingMillis) implements AcquireResult {}
}
