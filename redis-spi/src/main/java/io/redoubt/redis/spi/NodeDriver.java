package io.redoubt.redis.spi;

import io.redoubt.redis.Node;

/**
 * What a driver module implements: connections to single servers. Where commands go, what is repeated, when a server is
 * left alone and when it is tried again is decided above it, once for all drivers. Thread-safe.
 */
public interface NodeDriver extends AutoCloseable {

    /**
     * Makes a client of one server. Does not connect: the first call does, against its own deadline.
     *
     * @param credentials user and password, asked for before each connection
     * @param database the database's number
     * @param listener hears of the client's connections
     */
    NodeClient client(Node node, NodeCredentials credentials, int database, NodeListener listener);

    /**
     * Closes all clients and ends all threads; calls in flight end with {@link DriverException.Kind#CLOSED}. Idempotent,
     * and bounded to a few seconds.
     */
    @Override
    void close();
}
