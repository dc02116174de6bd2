package io.redoubt.api.session;

/**
 * Policy for a new session that would exceed the user's session limit: reject the new one, or end one of the user's
 * other sessions.
 */
public enum SessionOverflowPolicy {
    /** Reject the new session with a {@link SessionLimitException}. */
    REJECT,
    /** End the session that was created first. */
    EVICT_OLDEST,
    /** End the session that has not been used for the longest time. */
    EVICT_LEAST_RECENTLY_USED
}
