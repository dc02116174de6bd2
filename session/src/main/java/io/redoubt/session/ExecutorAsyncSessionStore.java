package io.redoubt.session;

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
import io.redoubt.redis.core.async.AsyncExecutor;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Asynchronous view of a {@link SessionStore} that runs the blocking calls on an executor. Closes subscriptions, and
 * ends created sessions, that no caller receives.
 *
 * @param discard ends a created session, in the background; does not throw
 */
record ExecutorAsyncSessionStore(SessionStore store, AsyncExecutor executor, Consumer<Session> discard)
        implements AsyncSessionStore {

    @Override
    public CompletableFuture<Session> create(NewSession session) {
        return executor.call(() -> store.create(session), discard);
    }

    @Override
    public CompletableFuture<Optional<Session>> find(String id) {
        return executor.call(() -> store.find(id));
    }

    @Override
    public CompletableFuture<Boolean> extend(String id, Duration idleTimeout) {
        return executor.call(() -> store.extend(id, idleTimeout));
    }

    @Override
    public CompletableFuture<SessionUpdateResult> update(String id, SessionUpdate update) {
        return executor.call(() -> store.update(id, update));
    }

    @Override
    public CompletableFuture<SessionUpdateResult> bindCharacter(String id, String characterId) {
        return executor.call(() -> store.bindCharacter(id, characterId));
    }

    @Override
    public CompletableFuture<Optional<Session>> rotate(String id) {
        return executor.call(() -> store.rotate(id));
    }

    @Override
    public CompletableFuture<SessionRotationResult> rotate(String id, RotationToken token) {
        return executor.call(() -> store.rotate(id, token));
    }

    @Override
    public CompletableFuture<Optional<Session>> login(String id, String userId) {
        return executor.call(() -> store.login(id, userId));
    }

    @Override
    public CompletableFuture<SessionRotationResult> login(String id, String userId, RotationToken token) {
        return executor.call(() -> store.login(id, userId, token));
    }

    @Override
    public CompletableFuture<Optional<Session>> logout(String id) {
        return executor.call(() -> store.logout(id));
    }

    @Override
    public CompletableFuture<SessionRotationResult> logout(String id, RotationToken token) {
        return executor.call(() -> store.logout(id, token));
    }

    @Override
    public CompletableFuture<Boolean> destroy(String id) {
        return executor.call(() -> store.destroy(id));
    }

    @Override
    public CompletableFuture<Boolean> destroy(SessionInfo session) {
        return executor.call(() -> store.destroy(session));
    }

    @Override
    public CompletableFuture<Integer> destroyAll(String userId) {
        return executor.call(() -> store.destroyAll(userId));
    }

    @Override
    public CompletableFuture<Integer> destroyOthers(String id) {
        return executor.call(() -> store.destroyOthers(id));
    }

    @Override
    public CompletableFuture<List<SessionInfo>> list(String userId) {
        return executor.call(() -> store.list(userId));
    }

    @Override
    public CompletableFuture<Map<String, Session>> findAll(Collection<String> ids) {
        return executor.call(() -> store.findAll(ids));
    }

    @Override
    public CompletableFuture<Integer> destroyEach(Collection<String> ids) {
        return executor.call(() -> store.destroyEach(ids));
    }

    @Override
    public CompletableFuture<Integer> destroyAllOfUsers(
            Collection<String> userIds, Consumer<? super SessionProgress> listener) {
        return executor.call(() -> store.destroyAllOfUsers(userIds, listener));
    }

    @Override
    public CompletableFuture<Integer> destroyIf(
            Predicate<? super SessionInfo> condition, Consumer<? super SessionProgress> listener) {
        return executor.call(() -> store.destroyIf(condition, listener));
    }

    @Override
    public CompletableFuture<SessionStatistics> statistics() {
        return executor.call(() -> store.statistics());
    }

    @Override
    public CompletableFuture<SessionSubscription> subscribe(SessionListener listener) {
        return executor.call(() -> store.subscribe(listener), SessionSubscription::close);
    }
}
