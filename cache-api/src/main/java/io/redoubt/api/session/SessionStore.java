package io.redoubt.api.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The sessions of users, shared by all processes that use the same store and prefix.
 *
 * <pre>{@code
 * Session session = sessions.create(NewSession.of("user-42").metadata("ip", ip));
 * Optional<Session> found = sessions.find(session.id());
 * }</pre>
 *
 * <p>A session ends when it was not used for its idle timeout, when its absolute lifetime is over, or when it is destroyed.
 * Once it has ended nothing brings it back: no write that was under way, however late, creates it again.
 *
 * <p>The id is 192 random bits and a secret: it is handed out once, and only its hash is stored. It is never to be logged.
 * An id that was not issued here is simply not found.
 *
 * <p>Thread-safe, blocking. Every call is one round trip, whether or not a touch is due.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for a bad user id, name or value, before anything is sent.
 *
 * <p><b>When Redis is down</b> every method throws {@link io.redoubt.api.StoreUnavailableException} within the command
 * timeout; {@link #find} never says "no session" for "no answer".
 */
public interface SessionStore {

    /**
     * Creates a session, and enforces the limit of sessions of its user in the same step, so that no race passes it.
     *
     * @throws SessionLimitException if the user has as many sessions as are allowed and the policy is to reject
     */
    Session create(NewSession session);

    /**
     * The session with this id, if it has not ended. Counts as use: the idle timeout begins anew, by a write that nobody
     * waits for and that is made at most once in a tenth of the idle timeout or a minute, whichever is shorter. That write
     * never shortens the time: a session may live that much longer than its idle timeout.
     */
    Optional<Session> find(String id);

    /**
     * Gives a session another idle timeout, which begins now; its absolute lifetime stays.
     *
     * @return whether there is such a session
     */
    boolean extend(String id, Duration idleTimeout);

    /** Changes attributes and metadata of a session in one step, and only if it has not ended. */
    SessionUpdateResult update(String id, SessionUpdate update);

    /** Says which character the user plays in this session. */
    default SessionUpdateResult bindCharacter(String id, String characterId) {
        return update(id, SessionUpdate.none().metadata(Session.CHARACTER_ID, characterId));
    }

    /**
     * Gives a session another id in one step, as is right whenever a user gains rights: the old id is not found any more.
     * Everything else stays, the times too.
     *
     * @return the session with its new id; empty if there is no such session
     */
    Optional<Session> rotate(String id);

    /**
     * Ends a session.
     *
     * @return whether there was such a session
     */
    boolean destroy(String id);

    /**
     * Ends a session that was listed: "log out that device".
     *
     * @return whether it had not ended yet
     */
    boolean destroy(SessionInfo session);

    /**
     * Ends all sessions of a user.
     *
     * @return how many there were
     */
    int destroyAll(String userId);

    /**
     * Ends all sessions of the user of this session, but not this one; none if there is no such session.
     *
     * @return how many there were
     */
    int destroyOthers(String id);

    /** The sessions of a user that have not ended, the oldest first; without their ids, which nobody but their owner knows. */
    List<SessionInfo> list(String userId);
}
