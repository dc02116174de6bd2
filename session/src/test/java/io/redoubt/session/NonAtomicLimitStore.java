package io.redoubt.session;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionStore;

/**
 * Deliberately broken session store: checks the session limit and creates the session in two separate steps, a
 * common mistake.
 */
final class NonAtomicLimitStore extends DelegatingSessionStore {

    private final int limit;

    NonAtomicLimitStore(SessionStore unlimited, int limit) {
        super(unlimited);
        this.limit = limit;
    }

    @Override
    public Session create(NewSession session) {
        if (list(session.userId().orElseThrow()).size() >= limit) {
            throw new SessionLimitException(limit);
        }
        return super.create(session);
    }
}
