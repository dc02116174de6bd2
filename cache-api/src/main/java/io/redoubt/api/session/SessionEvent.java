package io.redoubt.api.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Notification about one change in the life of a session. Does not contain the secret session id. Immutable,
 * thread-safe.
 *
 * @param type what has happened
 * @param handle the {@link Session#handle() handle} of the session; after a change of its id, the new one
 * @param previousHandle the handle that the session had before a change of its id; null if the id has not changed
 * @param userId the id of the user, for {@link Type#LOGGED_OUT} of the user that the session had; null for an anonymous
 *     session
 * @param reason why the session was destroyed; null for all types other than {@link Type#DESTROYED}
 * @param time when it happened, by the store's clock
 */
public record SessionEvent(
        Type type,
        String handle,
        @Nullable String previousHandle,
        @Nullable String userId,
        @Nullable DestroyReason reason,
        Instant time) {

    /** Kind of change. */
    public enum Type {
        /** A session was created. */
        CREATED,
        /** A session was given a new id. */
        ROTATED,
        /** A session became that of a user, with a new id. If it was that of another user, LOGGED_OUT came before. */
        LOGGED_IN,
        /** The session of a user became anonymous, or that of another user, with a new id. */
        LOGGED_OUT,
        /** A session was ended because its user has begun another one, and had as many as allowed. */
        EVICTED,
        /** A session was ended by a call. */
        DESTROYED,
        /** A session has ended because it was not used, or because its lifetime is over. */
        EXPIRED
    }

    /** Kind of call by which a session was destroyed. */
    public enum DestroyReason {
        /** The session was ended by its id. */
        BY_ID,
        /** The session was ended by its entry in a list. */
        FROM_LIST,
        /** All sessions of its user were ended. */
        ALL_OF_USER,
        /** All sessions of its user but another one were ended. */
        OTHERS_OF_USER,
        /** The session met the condition of {@link SessionStore#destroyIf}. */
        BY_CONDITION
    }
}
