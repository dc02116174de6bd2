package io.redoubt.test.server;

/** Strategy that looks for a Redis server for tests in one place, such as the PATH or Docker. */
interface ServerSource {

    /** The description of the source in messages. */
    String description();

    /**
     * Searches this source. Throws IllegalStateException, which ends the search, if the source was requested
     * explicitly but is unusable, or if its binary must not be run.
     */
    SearchResult search();

    /** Result of a search. */
    sealed interface SearchResult {

        /** A server can be started from this source. */
        record Found(ServerLauncher launcher, String how) implements SearchResult {}

        /** This source has no server; the search continues with the next one. */
        record NotFound(String reason) implements SearchResult {}
    }
}
