package io.redoubt.session;

import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.session.AsyncSessionStore;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionListener;
import io.redoubt.api.session.SessionProgress;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionSubscription;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
    public final Optional<Session> find(String id) {
        return delegate.find(id);
    }

    @Override
    public final boolean extend(String id, Duration idleTimeout) {
        return delegate.extend(id, idleTimeout);
    }

    @Override
    public SessionUpdateResult update(String id, SessionUpdate update) {
        return delegate.update(id, update);
    }

    @Override
    public final SessionRotationResult rotate(String id, RotationToken token) {
        return delegate.rotate(id, token);
    }

    @Override
    public final SessionRotationResult login(String id, String userId, RotationToken token) {
        return delegate.login(id, userId, token);
    }

    @Override
    public final SessionRotationResult logout(String id, RotationToken token) {
        return delegate.logout(id, token);
    }

    @Override
    public final boolean destroy(String id) {
        return delegate.destroy(id);
    }

    @Override
    public final boolean destroy(SessionInfo session) {
        return delegate.destroy(session);
    }

    @Override
    public final int destroyAll(String userId) {
        return delegate.destroyAll(userId);
    }

    @Override
    public final int destroyOthers(String id) {
        return delegate.destroyOthers(id);
    }

    @Override
    public final Map<String, Session> findAll(Collection<String> ids) {
        return delegate.findAll(ids);
    }

    @Override
    public final int destroyEach(Collection<String> ids) {
        return delegate.destroyEach(ids);
    }

    @Override
    public final int destroyAllOfUsers(Collection<String> userIds, Consumer<? super SessionProgress> listener) {
        return delegate.destroyAllOfUsers(userIds, listener);
    }

    @Override
    public final int destroyIf(Predicate<? super SessionInfo> condition, Consumer<? super SessionProgress> listener) {
        return delegate.destroyIf(condition, listener);
    }

    @Override
    public final List<SessionInfo> list(String userId) {
        return delegate.list(userId);
    }

    @Override
    public final SessionStatistics statistics() {
        return delegate.statistics();
    }

    @Override
    public final NearCacheStatistics nearStatistics() {
        return delegate.nearStatistics();
    }

    @Override
    public final SessionSubscription subscribe(SessionListener listener) {
        return delegate.subscribe(listener);
    }

    @Override
    public final AsyncSessionStore async() {
        return delegate.async();
    }
}
