package io.redoubt.tck.server;

/** One place where a server may be found. */
interface ServerSource {

    /** The place as it is named in messages. */
    String description();

    /**
     * Looks there. An IllegalStateException, which ends the search, if the place was asked for by name but is of no
     * use, or if what lies there must not be run.
     */
    SearchResult search();

    /** What was seen. */
    sealed interface SearchResult {

        /** A server can be started from here. */
        record Found(ServerLauncher launcher, String how) implements SearchResult {}

        /** Nothing here: the next place is tried. */
        record NotFound(String reason) implements SearchResult {}
    }
}
