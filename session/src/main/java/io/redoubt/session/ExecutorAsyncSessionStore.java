package io.redoubt.session;

import io.redoubt.api.session.AsyncSessionStore;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asynchronous view of a {@link SessionStore} that runs the blocking calls on an executor. */
record ExecutorAsyncSessionStore(SessionStore store, AsyncExecutor executor) implements AsyncSessionStore {

    @Override
    public CompletableFuture<Session> create(NewSession session) {
        return executor.call(() -> store.create(session));
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
}
