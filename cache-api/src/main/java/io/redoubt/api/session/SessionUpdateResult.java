package io.redoubt.api.session;

/** Result of an attempt to update a session: success, session not found, or conflict with another update. */
public sealed interface SessionUpdateResult {

    /**
     * The update was made.
     *
     * @param version the session's version after the update
     */
    record Updated(long version) implements SessionUpdateResult {}

    /** The session has ended, or never existed; nothing was written. */
    record Gone() implements SessionUpdateResult {}

    /**
     * The session has another version than expected; nothing was written.
     *
     * @param version the session's actual version
     */
    record Conflict(long version) implements SessionUpdateResult {}
}
