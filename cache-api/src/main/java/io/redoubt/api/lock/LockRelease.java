package io.redoubt.api.lock;

/** What a release found. */
public enum LockRelease {
    /** The lock was held, and is free now. */
    RELEASED,
    /**
     * The lock was not held any more: its lease had ended, it was taken away, or it was released before, perhaps by a release that got
     * no answer.
     */
    NOT_HELD
}
