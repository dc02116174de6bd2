package io.redoubt.api.lock;

/** Result of an attempt to release a lock: the lock was released, or the caller no longer held it. */
public enum LockRelease {
    /** The lock was held, and is free now; after {@link LockHandle#releaseAfter}: it will be free after the delay. */
    RELEASED,
    /**
     * The lock was no longer held: its lease had ended, it was released by force, or it was released before,
     * possibly by a release that got no reply.
     */
    NOT_HELD
}
