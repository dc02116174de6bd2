package io.redoubt.session;

import io.redoubt.api.session.SessionRotationResult;
import java.util.function.Function;

/** Result of a call to a {@link SessionRepository} that gives a session a new id. */
sealed interface StoredRotation {

    /** The session has the new id, by this or an earlier attempt with the same one. */
    record Rotated(StoredSession session) implements StoredRotation {}

    /** Another attempt was first, within the last minute. */
    record Superseded() implements StoredRotation {}

    /** The session has ended, or never existed. */
    record Gone() implements StoredRotation {}

    /** Returns the result for the caller. */
    default SessionRotationResult result(Function<StoredSession, SessionView> view) {
        if (this instanceof Rotated rotated) {
            return new SessionRotationResult.Rotated(view.apply(rotated.session()));
        }
        return this instanceof Superseded ? new SessionRotationResult.Superseded() : new SessionRotationResult.Gone();
    }
}
