package io.redoubt.api.session;

/** Result of an attempt to give a session a new id: the session, or the reason why there is none. */
public sealed interface SessionRotationResult {

    /**
     * The session has a new id, and the old one is worthless. Also the result of a repetition with the same {@link
     * RotationToken}.
     *
     * @param session the session with its new id
     */
    record Rotated(Session session) implements SessionRotationResult {}

    /**
     * Another call has given the session a new id within the last minute, or a login in a cluster is about to. Its
     * client gets that id; the old one, by which this call was made, is or will be worthless.
     */
    record Superseded() implements SessionRotationResult {}

    /** The session has ended, or never existed. */
    record Gone() implements SessionRotationResult {}
}
