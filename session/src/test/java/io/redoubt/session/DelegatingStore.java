package io.redoubt.session;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A store that leaves everything to another, for those that break one thing on purpose. */
abstract class DelegatingStore implements SessionStore {

    private final SessionStore whole;

    DelegatingStore(SessionStore whole) {
        this.whole = whole;
    }

    @Override
    public Session create(NewSession session) {
        return whole.create(session);
    }

    @Override
    public Optional<Session> find(String id) {
        return whole.find(id);
    }

    @Override
    public boolean extend(String id, Duration idleTimeout) {
        return whole.extend(id, idleTimeout);
    }

    @Override
    public SessionUpdateResult update(String id, SessionUpdate update) {
        return whole.update(id, update);
    }

    @Override
    public Optional<Session> rotate(String id) {
        return whole.rotate(id);
    }

    @Override
    public boolean destroy(String id) {
        return whole.destroy(id);
    }

    @Override
    public boolean destroy(SessionInfo session) {
        return whole.destroy(session);
    }

    @Override
    public int destroyAll(String userId) {
        return whole.destroyAll(userId);
    }

    @Override
    public int destroyOthers(String id) {
        return whole.destroyOthers(id);
    }

    @Override
    public List<SessionInfo> list(String userId) {
        return whole.list(userId);
    }
}
