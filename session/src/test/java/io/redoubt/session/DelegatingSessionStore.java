package io.redoubt.session;

import io.redoubt.api.session.AsyncSessionStore;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Session store that delegates every call to another; base class of deliberately broken stores. */
abstract class DelegatingSessionStore implements SessionStore {

    private final SessionStore delegate;

    DelegatingSessionStore(SessionStore delegate) {
        this.delegate = delegate;
    }

    @Override
    public Session create(NewSession session) {
        return delegate.create(session);
    }

    @Override
    public Optional<Session> find(String id) {
        return delegate.find(id);
    }

    @Override
    public boolean extend(String id, Duration idleTimeout) {
        return delegate.extend(id, idleTimeout);
    }

    @Override
    public SessionUpdateResult update(String id, SessionUpdate update) {
        return delegate.update(id, update);
    }

    @Override
    public Optional<Session> rotate(String id) {
        return delegate.rotate(id);
    }

    @Override
    public boolean destroy(String id) {
        return delegate.destroy(id);
    }

    @Override
    public boolean destroy(SessionInfo session) {
        return delegate.destroy(session);
    }

    @Override
    public int destroyAll(String userId) {
        return delegate.destroyAll(userId);
    }

    @Override
    public int destroyOthers(String id) {
        return delegate.destroyOthers(id);
    }

    @Override
    public List<SessionInfo> list(String userId) {
        return delegate.list(userId);
    }

    @Override
    public final AsyncSessionStore async() {
        return delegate.async();
    }
}
