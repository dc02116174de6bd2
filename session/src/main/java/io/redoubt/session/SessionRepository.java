package io.redoubt.session;

import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.api.session.SessionUpdateResult;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Interface through which a session store saves and loads sessions, with one implementation on Redis and one in memory.
 * Errors and interruption are those of {@link io.redoubt.api.session.SessionStore}.
 */
interface SessionRepository extends AutoCloseable {

    /**
     * Creates a session, within the session limit of its owner if it has one.
     *
     * @throws io.redoubt.api.session.SessionLimitException if the owner has as many sessions as allowed and the
     *     policy is to reject
     */
    StoredSession create(HashedSessionId id, @Nullable SessionOwner owner, SessionPayload payload);

    /** Returns the session in its state before this use is recorded. */
    Optional<StoredSession> find(HashedSessionId id);

    /** Returns those of the sessions that have not ended, like {@link #find}, in the order of the ids. */
    Map<HashedSessionId, StoredSession> findAll(Collection<HashedSessionId> ids);

    boolean extend(HashedSessionId id, long idleMillis);

    /**
     * Updates a session.
     *
     * @throws io.redoubt.api.InvalidInputException if the session would exceed the number of fields allowed
     */
    SessionUpdateResult update(HashedSessionId id, EncodedUpdate update);

    /** Moves a session to another id in the same bucket. */
    StoredRotation rotate(HashedSessionId from, HashedSessionId to);

    /**
     * Moves a session to another id, in the bucket of its new owner.
     *
     * @throws io.redoubt.api.session.SessionLimitException as for {@link #create}
     */
    StoredRotation login(HashedSessionId from, SessionOwner owner, HashedSessionId to);

    /** Moves a session to another id in the same bucket, and makes it anonymous. */
    StoredRotation logout(HashedSessionId from, HashedSessionId to);

    boolean destroy(HashedSessionId id);

    /** Ends a session that no caller knows, in the background where that may take time. Does not throw. */
    default void abandon(HashedSessionId id) {
        boolean unused = destroy(id);
    }

    /** Ends a session if it belongs to the owner; for null, if it is anonymous. */
    boolean destroyOwned(HashedSessionId id, @Nullable SessionOwner owner);

    int destroyEach(Collection<HashedSessionId> ids);

    int destroyAll(SessionOwner owner);

    /** Ends all sessions of several owners. */
    int destroyAll(Collection<SessionOwner> owners);

    int destroyOthers(HashedSessionId id);

    /** Returns the sessions of an owner, in any order. */
    List<SessionInfo> list(SessionOwner owner);

    /** Passes all sessions to the consumer, in batches. */
    void forEachBatch(Consumer<List<SessionInfo>> consumer);

    /** Ends those of the sessions that still exist, which have met a condition. Returns how many. */
    int destroyMatching(List<SessionInfo> sessions);

    SessionStatistics statistics();

    /** Ends background work. */
    @Override
    void close();
}
