package io.redoubt.session;

import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionUpdateResult;
import java.util.List;
import java.util.Optional;

/**
 * Repository that stores sessions, either on Redis or in memory. The layer above it handles session ids, encoding and
 * size limits.
 *
 * <p>Thread-safe. Errors are those of {@link io.redoubt.api.session.SessionStore}.
 */
interface SessionRepository extends AutoCloseable {

    /**
     * Creates a session within the session limit of its owner.
     *
     * @throws io.redoubt.api.session.SessionLimitException if the owner has as many sessions as allowed and the
     *     policy is to reject
     */
    StoredSession create(HashedSessionId id, SessionOwner owner, SessionData data);

    /** Returns the session in its state before this use is recorded. */
    Optional<StoredSession> find(HashedSessionId id);

    boolean extend(HashedSessionId id, long idleMillis);

    /**
     * Updates a session.
     *
     * @throws io.redoubt.api.InvalidInputException if the session would exceed the number of fields allowed
     */
    SessionUpdateResult update(HashedSessionId id, EncodedUpdate update);

    /** Moves a session to another id in the same bucket. */
    Optional<StoredSession> rotate(HashedSessionId from, HashedSessionId to);

    boolean destroy(HashedSessionId id);

    /** Ends a session if it belongs to the owner. */
    boolean destroy(HashedSessionId id, SessionOwner owner);

    int destroyAll(SessionOwner owner);

    int destroyOthers(HashedSessionId id);

    /** Returns the sessions of an owner, in any order. Their handles are the hashes of their ids. */
    List<SessionInfo> list(SessionOwner owner);

    /** Ends background work. */
    @Override
    void close();
}
