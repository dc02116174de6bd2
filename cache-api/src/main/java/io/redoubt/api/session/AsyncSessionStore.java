package io.redoubt.api.session;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Asynchronous view of a {@link SessionStore}: all methods of the view return {@code CompletableFuture}s. Each method
 * does what the method of the same name does there, on another thread; see {@link io.redoubt.api.cache.AsyncCacheStore}
 * for the rules of such calls. Thread-safe.
 *
 * <p>A cancelled call may have taken effect. A session that a cancelled {@link #create} has created is ended in the
 * background, or else by its idle timeout. A session that another cancelled call has created ends by its idle timeout.
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

    /** See {@link SessionStore#rotate(String)}. */
    CompletableFuture<Optional<Session>> rotate(String id);

    /** See {@link SessionStore#rotate(String, RotationToken)}. */
    CompletableFuture<SessionRotationResult> rotate(String id, RotationToken token);

    /** See {@link SessionStore#login(String, String)}. */
    CompletableFuture<Optional<Session>> login(String id, String userId);

    /** See {@link SessionStore#login(String, String, RotationToken)}. */
    CompletableFuture<SessionRotationResult> login(String id, String userId, RotationToken token);

    /** See {@link SessionStore#logout(String)}. */
    CompletableFuture<Optional<Session>> logout(String id);

    /** See {@link SessionStore#logout(String, RotationToken)}. */
    CompletableFuture<SessionRotationResult> logout(String id, RotationToken token);

    /** See {@link SessionStore#destroy(String)}. */
    CompletableFuture<Boolean> destroy(String id);

    /** See {@link SessionStore#destroy(SessionInfo)}. */
    CompletableFuture<Boolean> destroy(SessionInfo session);

    /** See {@link SessionStore#destroyAll}. */
    CompletableFuture<Integer> destroyAll(String userId);

    /** See {@link SessionStore#destroyOthers}. */
    CompletableFuture<Integer> destroyOthers(String id);

    /** See {@link SessionStore#findAll}. */
    CompletableFuture<Map<String, Session>> findAll(Collection<String> ids);

    /** See {@link SessionStore#destroyEach}. */
    CompletableFuture<Integer> destroyEach(Collection<String> ids);

    /** See {@link SessionStore#destroyAllOfUsers}. */
    CompletableFuture<Integer> destroyAllOfUsers(
            Collection<String> userIds, Consumer<? super SessionProgress> listener);

    /** See {@link SessionStore#destroyIf}. */
    CompletableFuture<Integer> destroyIf(
            Predicate<? super SessionInfo> condition, Consumer<? super SessionProgress> listener);

    /** See {@link SessionStore#list}. */
    CompletableFuture<List<SessionInfo>> list(String userId);

    /** See {@link SessionStore#statistics}. */
    CompletableFuture<SessionStatistics> statistics();

    /** See {@link SessionStore#subscribe}. */
    CompletableFuture<SessionSubscription> subscribe(SessionListener listener);
}
