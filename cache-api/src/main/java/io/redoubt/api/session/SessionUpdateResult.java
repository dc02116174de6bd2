package io.redoubt.api.session;

/** What became of an update. */
public sealed interface SessionUpdateResult {

    /**
     * It was made.
     *
     * @param version the session's version after it
     */
    record Updated(long version) implements SessionUpdateResult {}

    /** The session has ended, or never was; nothing was written. */
    record Gone() implements SessionUpdateResult {}

    /**
     * The session has another version than expected; nothing was written.
     *
     * @param version the version that it has
     */
    record Conflict(long version) implements SessionUpdateResult {}
}
