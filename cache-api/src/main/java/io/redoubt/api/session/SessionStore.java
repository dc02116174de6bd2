package io.redoubt.api.session;

import io.redoubt.api.cache.NearCacheStatistics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
 * <p>A session belongs to a user, or is anonymous until its visitor logs in. Only sessions of users count against the
 * maximum of sessions per user.
 *
 * <p>Thread-safe, blocking. {@link #find}, {@link #extend}, {@link #update}, {@link #rotate}, {@link #logout}, {@link
 * #destroy(String)}, and {@link #create} below the limit are one round trip, whether or not the last use is to be
 * written; {@link #find} is none where a near cache has a copy. {@link #create} at the limit, {@link #list}, {@link
 * #destroyAll} and {@link #destroyOthers} are two, and one more for each change of the user's sessions in between.
 * {@link #login} is one, or two at the limit; two more in a cluster, if the old and the new id are in different slots.
 * Each round trip may take the command timeout.
 *
 * <p><b>Errors.</b> {@link io.redoubt.api.InvalidInputException} for an invalid user id, name or value, before
 * anything is sent. {@link io.redoubt.api.StoreRejectedException} if Redis refuses the call, for example because the
 * user lacks a right: nothing was done then.
 *
 * <p><b>When Redis is down</b> every method throws {@link io.redoubt.api.StoreUnavailableException} within the
 * command timeout; {@link #find} never reports a missing session because there was no reply.
 */
public interface SessionStore {

    /** Maximum number of ids in one call of {@link #findAll} or {@link #destroyEach}. */
    int MAX_IDS = 1_000;

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
     *
     * <p>With a near cache ({@link SessionNearCacheSettings}), the session may be a copy that this process has kept. A
     * change by this process is seen by the next call. One by another process, also the end of the session, is seen as
     * soon as Redis has reported it, usually after some milliseconds. While Redis does not report changes, sessions are
     * read from Redis. An end by time is never overlooked.
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
     * <p>If the reply is lost, the new id is unknown to the caller, and the session is lost for its user. {@link
     * #rotate(String, RotationToken)} can be repeated then.
     *
     * @return the session with its new id; empty if the session does not exist, or another call has just replaced the
     *     id
     */
    default Optional<Session> rotate(String id) {
        return rotate(id, RotationToken.generate()) instanceof SessionRotationResult.Rotated rotated
                ? Optional.of(rotated.session())
                : Optional.empty();
    }

    /**
     * Replaces the id of a session, like {@link #rotate(String)}; may be repeated with the same token for a minute
     * after a call whose outcome is unknown, and gives the same session then. Of concurrent calls with different
     * tokens, one is successful, and the others get {@link SessionRotationResult.Superseded}.
     */
    SessionRotationResult rotate(String id, RotationToken token);

    /**
     * Makes a session the session of a user, within the maximum of sessions per user, and replaces its id: the old id
     * is worthless from the moment this call returns. Attributes and metadata stay; all times begin anew, as for a new
     * session. The session may be anonymous, or that of the same or another user.
     *
     * <p>If the reply is lost, see {@link #login(String, String, RotationToken)}. In a cluster, the new session is
     * created before the old one ends, since they are on different servers; a process that dies in between leaves the
     * old one as it was, and a session that counts against the limit until it expires or is evicted.
     *
     * @return the session with its new id; empty if the session does not exist, or another call has just replaced the
     *     id
     * @throws SessionLimitException if the user already has the maximum number of sessions and the policy is to
     *     reject; the session is then as it was
     */
    default Optional<Session> login(String id, String userId) {
        return login(id, userId, RotationToken.generate()) instanceof SessionRotationResult.Rotated rotated
                ? Optional.of(rotated.session())
                : Optional.empty();
    }

    /**
     * Makes a session the session of a user, like {@link #login(String, String)}; may be repeated with the same token
     * and user for a minute after a call whose outcome is unknown, and gives the same session then.
     */
    SessionRotationResult login(String id, String userId, RotationToken token);

    /**
     * Makes a session anonymous, and replaces its id. Attributes and metadata stay: remove by an update what the next
     * person at the same device must not see, or destroy the session instead. All times begin anew.
     *
     * @return the session with its new id; empty if the session does not exist, or another call has just replaced the
     *     id
     */
    default Optional<Session> logout(String id) {
        return logout(id, RotationToken.generate()) instanceof SessionRotationResult.Rotated rotated
                ? Optional.of(rotated.session())
                : Optional.empty();
    }

    /**
     * Makes a session anonymous, like {@link #logout(String)}; may be repeated with the same token for a minute after a
     * call whose outcome is unknown, and gives the same session then.
     */
    SessionRotationResult logout(String id, RotationToken token);

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
     * Ends all sessions of a user. When this method returns, there was a moment at which the user had none.
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
     * Returns the sessions with these ids that have not ended, by id, in the order of the ids. One round trip to each
     * server. Counts as use of each.
     *
     * @param ids at most {@value #MAX_IDS}
     */
    Map<String, Session> findAll(Collection<String> ids);

    /**
     * Ends the sessions with these ids, by one round trip to each server for every 256 of them.
     *
     * @param ids at most {@value #MAX_IDS}
     * @return number of ended sessions
     * @throws io.redoubt.api.StoreUnavailableException if not all servers replied; those sessions may not have ended
     */
    int destroyEach(Collection<String> ids);

    /**
     * Ends all sessions of many users, in batches. If it fails, for example because Redis is down, what was done stays
     * done, and the call may be repeated.
     *
     * @param userIds any number of users
     * @param listener called after each batch, by the calling thread
     * @return number of ended sessions
     */
    int destroyAllOfUsers(Collection<String> userIds, Consumer<? super SessionProgress> listener);

    /**
     * Ends all sessions that meet a condition on their metadata, user or times; for operators. Reads all sessions, in
     * batches that do not block the server for long. Sessions that are created or rotated meanwhile may be missed. If
     * it fails, what was done stays done, and the call may be repeated.
     *
     * @param condition called by the calling thread
     * @param listener called after each batch, by the calling thread
     * @return number of ended sessions
     */
    int destroyIf(Predicate<? super SessionInfo> condition, Consumer<? super SessionProgress> listener);

    /**
     * Returns the sessions of a user that have not ended, the oldest first, without their ids, which are known to
     * their owners only.
     */
    List<SessionInfo> list(String userId);

    /** Returns the statistics of all sessions of this store. Two round trips to each server, and no scan. */
    SessionStatistics statistics();

    /**
     * Returns the statistics of the near cache of this process; all zero, with the state {@link
     * NearCacheStatistics.State#OFF}, without one. Sends nothing.
     */
    NearCacheStatistics nearStatistics();

    /**
     * Subscribes a listener to the events of all sessions of this store, in all processes. Takes at most twice the
     * command timeout. If Redis does not answer, the subscription is made in the background, and the listener gets a
     * gap at once and when that is done.
     *
     * <p>{@link SessionEvent.Type#EXPIRED} comes within a minute after the end of the session, as long as a process
     * that uses the store is running and Redis is available. In a store in this process it comes with the next calls,
     * each of which removes up to 16 sessions that have expired.
     *
     * @throws IllegalStateException if the settings switch events off
     */
    SessionSubscription subscribe(SessionListener listener);

    /** Returns the asynchronous view of this store. The same object every time. */
    AsyncSessionStore async();
}
