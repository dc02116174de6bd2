package io.redoubt.session;

import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionUpdateResult;
import java.util.List;
import java.util.Optional;

/**
 * Stored sessions: what lies below ids, codec and limits on size, on Redis or in this process.
 *
 * <p>Thread-safe. Errors are those of {@link io.redoubt.api.session.SessionStore}.
 */
interface SessionRepository extends AutoCloseable {

    /**
     * Creates a session within the limit of its owner.
     *
     * @throws io.redoubt.api.session.SessionLimitException if there are as many as allowed and the policy is to reject
     */
    StoredSession create(HashedSessionId id, SessionOwner owner, SessionData data);

    /** The session, as it was before this use of it is noted. */
    Optional<StoredSession> find(HashedSessionId id);

    boolean extend(HashedSessionId id, long idleMillis);

    /**
     * Changes a session.
     *
     * @throws io.redoubt.api.InvalidInputException if it would have more fields than are allowed
     */
    SessionUpdateResult update(HashedSessionId id, EncodedUpdate update);

    /** Moves a session to another id in the same bucket. */
    Optional<StoredSession> rotate(HashedSessionId from, HashedSessionId to);

    boolean destroy(HashedSessionId id);

    /** Ends a session if it is the owner's. */
    boolean destroy(HashedSessionId id, SessionOwner owner);

    int destroyAll(SessionOwner owner);

    int destroyOthers(HashedSessionId id);

    /** The sessions of an owner, in any order; their handles are the hashes of their ids. */
    List<SessionInfo> list(SessionOwner owner);

    /** Ends what runs in the background. */
    @Override
    void close();
}
