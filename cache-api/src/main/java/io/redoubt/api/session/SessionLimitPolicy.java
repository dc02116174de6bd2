package io.redoubt.api.session;

/** Policy that decides what happens to a new session of a user who already has the maximum number of sessions. */
public enum SessionLimitPolicy {
    /** Reject the new session with a {@link SessionLimitException}. */
    REJECT,
    /** End the session that was created first. */
    EVICT_OLDEST,
    /** End the session that has not been used for the longest time. */
    EVICT_LEAST_RECENTLY_USED
}
