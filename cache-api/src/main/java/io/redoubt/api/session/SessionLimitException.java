package io.redoubt.api.session;

import io.redoubt.api.RedoubtException;

/** A user has as many sessions as are allowed, and the policy is to reject further ones. */
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

    /** How many sessions a user may have. */
    public int limit() {
        return limit;
    }
}
