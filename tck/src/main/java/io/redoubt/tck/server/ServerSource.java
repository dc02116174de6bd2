package io.redoubt.tck.server;

/** One place where a server may be found. */
interface ServerSource {

    /** The place as it is named in messages. */
    String place();

    /**
     * Looks there. An IllegalStateException, which ends the search, if the place was asked for by name but is of no
     * use, or if what lies there must not be run.
     */
    Sighting look();

    /** What was seen. */
    sealed interface Sighting {

        /** A server can be started from here. */
        record Found(ServerLauncher launcher, String how) implements Sighting {}

        /** Nothing here: the next place is tried. */
        record Nothing(String reason) implements Sighting {}
    }
}
