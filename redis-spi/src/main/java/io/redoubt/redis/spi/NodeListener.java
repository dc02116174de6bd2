package io.redoubt.redis.spi;

/**
 * Listener that is notified when a {@link NodeClient} opens or loses a connection to its server. Connections for push
 * messages are not reported. Called on any thread, including the client's I/O threads; must not block.
 */
public interface NodeListener {

    /** Called when a connection was opened and authenticated. */
    void opened();

    /**
     * Called when an open connection broke, or was closed because its server did not answer. Not called for
     * connections that were closed on purpose.
     */
    void lost(DriverException reason);
}
