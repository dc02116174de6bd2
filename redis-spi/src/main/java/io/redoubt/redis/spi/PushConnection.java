package io.redoubt.redis.spi;

import io.redoubt.redis.RedisSettings;

/**
 * Connection over which a Redis server pushes Pub/Sub messages or notifications about changed keys. It sends a PING
 * after {@link RedisSettings#heartbeat()} without inbound data, and counts as lost if no data arrives within the same
 * period again. Thread-safe.
 */
public interface PushConnection extends AutoCloseable {

    /**
     * Closes the connection without waiting. The sink is not notified, and receives at most the messages that have
     * already arrived. Idempotent.
     */
    @Override
    void close();
}
