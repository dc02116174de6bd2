package io.redoubt.redis.spi;

import java.util.List;

/** Takes what a server tells, one call after the other, on the link's own thread or an I/O thread: never blocks. */
public interface PushSink {

    /** A message came. */
    void message(byte[] channel, byte[] payload);

    /** Keys were written, deleted, or have expired. */
    void invalidated(List<byte[]> keys);

    /** All keys were deleted (FLUSHALL, FLUSHDB). */
    void flushed();

    /**
     * The link is lost, or the server ended a subscription (a slot moved away): at once, exactly once, and nothing after
     * it. Not called for a link that its user closed, nor where {@link NodeClient#listen} threw.
     */
    void ended(DriverException reason);
}
