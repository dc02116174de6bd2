package io.redoubt.session;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionStore;
import java.util.concurrent.atomic.AtomicInteger;

/** Session store that creates every second session of a user as an anonymous one, which it then logs in. */
final class MixedLoginStore extends DelegatingSessionStore {

    private final SessionStore sessions;
    private final AtomicInteger created = new AtomicInteger();

    MixedLoginStore(SessionStore sessions) {
        super(sessions);
        this.sessions = sessions;
    }

    @Override
    public Session create(NewSession session) {
        if (created.getAndIncrement() % 2 == 0) {
            return sessions.create(session);
        }
        String visitor = sessions.create(NewSession.anonymous()).id();
        try {
            return sessions.login(visitor, session.userId().orElseThrow()).orElseThrow();
        } catch (SessionLimitException e) {
            // Ends what the test does not count.
            if (!sessions.destroy(visitor)) {
                throw new IllegalStateException("the rejected login has ended the session of the visitor", e);
            }
            throw e;
        }
    }
}
