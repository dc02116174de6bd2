package io.redoubt.redis.spi;

import java.util.List;

/**
 * Listener that receives the messages that arrive on a {@link PushConnection}. Called one call at a time, on the
 * connection's own thread or an I/O thread; must not block.
 */
public interface PushMessageListener {

    /** Called for each message on a channel. */
    void message(byte[] channel, byte[] payload);

    /** Called when keys were written or deleted, or have expired. */
    void invalidated(List<byte[]> keys);

    /** Called when all keys were deleted (FLUSHALL, FLUSHDB). */
    void flushed();

    /** Called after anything has arrived on the open connection, including the answer to a PING. Must not throw. */
    default void received() {}

    /**
     * Called at once, exactly once and as the last call, when the connection is lost or the server ends a
     * subscription (for example because a slot moved away). Not called for a connection that its user closed, nor
     * if {@link NodeClient#listen} threw.
     */
    void ended(DriverException reason);
}
