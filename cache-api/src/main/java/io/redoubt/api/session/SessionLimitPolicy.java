package io.redoubt.api.session;

/** What to do when a user who has as many sessions as are allowed begins another one. */
public enum SessionLimitPolicy {
    /** Refuse the new one with a {@link SessionLimitException}. */
    REJECT,
    /** End the one that was created first. */
    EVICT_OLDEST,
    /** End the one that was not used for the longest time. */
    EVICT_LEAST_RECENTLY_USED
}
