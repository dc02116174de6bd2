package io.redoubt.api.session;

import io.redoubt.api.RedoubtException;

/** Exception for a new session that was rejected because the user already has the maximum number of sessions. */
public final class SessionLimitException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    private final int limit;

    /** For the implementations of {@link SessionStore}. */
    public SessionLimitException(int limit) {
        super(
                "the user has " + limit + " sessions, and no more are allowed: end one, or choose a policy that evicts",
                null);
        this.limit = limit;
    }

    /** Returns the maximum number of sessions of a user. */
    public int limit() {
        return limit;
    }
}
