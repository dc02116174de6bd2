package io.redoubt.api.lock;

/** Result of releasing a lock: released, or no longer held. */
public enum LockRelease {
    /** The lock was held, and is free now; after {@link LockHandle#releaseAfter}: it will be free after the delay. */
    RELEASED,
    /**
     * The lock was no longer held: its lease had ended, it was released by force, or it was released before,
     * possibly by a release that got no reply.
     */
    NOT_HELD
}
