package io.redoubt.api.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Service that creates, finds, updates and destroys user sessions. All processes that use the same store and prefix
 * share the sessions.
 *
 * <pre>{@code
 * Session session = sessions.create(NewSession.of("user-42").metadata("ip", ip));
 * Optional<Session> found = sessions.find(session.id());
 * }</pre>
 *
 * <p>A session ends when it has not been used for its idle timeout, when its absolute lifetime is over, or when it
 * is destroyed. A session that has ended cannot be revived: no write in progress, however late, creates it again.
 *
 * <p>The id consists of 192 random bits and is a secret: it is returned once, and only its hash is stored. It must
 * never be logged. An id that was not issued here is reported as not found.
 *
 * <p>Thread-safe, blocking. Every call is one round trip, whether or not the last use is to be written.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for an invalid user id, name or value, before
 * anything is sent. {@link io.redoubt.api.StoreRejectedException} if Redis refuses the call, for example because the
 * user lacks a right: nothing was done then.
 *
 * <p><b>When Redis is down</b> every method throws {@link io.redoubt.api.StoreUnavailableException} within the
 * command timeout; {@link #find} never reports a missing session because there was no reply.
 */
public interface SessionStore {

    /**
     * Creates a session, and atomically enforces the maximum number of sessions of its user, so that concurrent
     * calls cannot exceed it.
     *
     * @throws SessionLimitException if the user already has the maximum number of sessions and the policy is to
     *     reject
     */
    Session create(NewSession session);

    /**
     * Returns the session with this id, if it has not ended. Counts as use: the idle timeout starts again. The use
     * is recorded by a write for which the caller does not wait, at most once per tenth of the idle timeout or per
     * minute, whichever is shorter. That write never shortens the time: a session may live that much longer than
     * its idle timeout.
     */
    Optional<Session> find(String id);

    /**
     * Sets another idle timeout of a session, which starts now; its absolute lifetime does not change.
     *
     * @return whether the session exists
     */
    boolean extend(String id, Duration idleTimeout);

    /** Changes attributes and metadata of a session atomically, and only if it has not ended. */
    SessionUpdateResult update(String id, SessionUpdate update);

    /** Records the character that the user plays in this session. */
    default SessionUpdateResult bindCharacter(String id, String characterId) {
        return update(id, SessionUpdate.none().metadata(Session.CHARACTER_ID, characterId));
    }

    /**
     * Replaces the id of a session atomically; the old id is no longer found. Recommended whenever a user gains
     * rights. Everything else stays the same, including all times.
     *
     * @return the session with its new id; empty if the session does not exist
     */
    Optional<Session> rotate(String id);

    /**
     * Ends a session.
     *
     * @return whether the session existed
     */
    boolean destroy(String id);

    /**
     * Ends a session from a list: "log out that device".
     *
     * @return whether the session had not ended yet
     */
    boolean destroy(SessionInfo session);

    /**
     * Ends all sessions of a user.
     *
     * @return number of ended sessions
     */
    int destroyAll(String userId);

    /**
     * Ends all other sessions of the user of this session; ends none if this session does not exist.
     *
     * @return number of ended sessions
     */
    int destroyOthers(String id);

    /**
     * Returns the sessions of a user that have not ended, the oldest first, without their ids, which are known to
     * their owners only.
     */
    List<SessionInfo> list(String userId);

    /** Returns the asynchronous view of this store. The same object every time. */
    AsyncSessionStore async();
}
