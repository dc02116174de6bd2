package io.redoubt.api.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asynchronous view of a {@link SessionStore}: all methods of the view return {@code CompletableFuture}s. Each method
 * does what the method of the same name does there, on another thread; see {@link io.redoubt.api.cache.AsyncCacheStore}
 * for the rules of such calls. Thread-safe.
 *
 * <p>A cancelled call may have taken effect. A session that was created by one ends with its idle timeout.
 */
public interface AsyncSessionStore {

    /** See {@link SessionStore#create}. */
    CompletableFuture<Session> create(NewSession session);

    /** See {@link SessionStore#find}. */
    CompletableFuture<Optional<Session>> find(String id);

    /** See {@link SessionStore#extend}. */
    CompletableFuture<Boolean> extend(String id, Duration idleTimeout);

    /** See {@link SessionStore#update}. */
    CompletableFuture<SessionUpdateResult> update(String id, SessionUpdate update);

    /** See {@link SessionStore#bindCharacter}. */
    CompletableFuture<SessionUpdateResult> bindCharacter(String id, String characterId);

    /** See {@link SessionStore#rotate}. */
    CompletableFuture<Optional<Session>> rotate(String id);

    /** See {@link SessionStore#destroy(String)}. */
    CompletableFuture<Boolean> destroy(String id);

    /** See {@link SessionStore#destroy(SessionInfo)}. */
    CompletableFuture<Boolean> destroy(SessionInfo session);

    /** See {@link SessionStore#destroyAll}. */
    CompletableFuture<Integer> destroyAll(String userId);

    /** See {@link SessionStore#destroyOthers}. */
    CompletableFuture<Integer> destroyOthers(String id);

    /** See {@link SessionStore#list}. */
    CompletableFuture<List<SessionInfo>> list(String userId);
}
