package io.redoubt.redis.spi;

import io.redoubt.redis.RedisSettings;

/**
 * A connection on which the server speaks by itself. Asks for a sign of life when it has heard nothing for
 * {@link RedisSettings#heartbeat()}, and counts as lost when none comes within as long again. Thread-safe.
 */
public interface PushLink extends AutoCloseable {

    /** Closes the connection; the sink is not told, and hears at most what is on its way. Idempotent, at once. */
    @Override
    void close();
}
