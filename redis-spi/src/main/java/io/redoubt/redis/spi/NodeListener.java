package io.redoubt.redis.spi;

/** Hears of a client's connections for commands. Called on any thread, also the client's I/O threads: never blocks. */
public interface NodeListener {

    /** A connection was made and logged in. */
    void opened();

    /** A connection that was open broke, or was given up since its server did not answer. Not for those closed on purpose. */
    void lost(DriverException reason);
}
