package io.redoubt.redis.spi;

import io.redoubt.redis.Node;

/**
 * Factory that creates {@link NodeClient} objects, each of which sends commands to one Redis server. Implemented once
 * with the Lettuce library and once with the Jedis library. Routing, repetition, circuit breaking and reconnecting are
 * implemented above this interface, once for all drivers. Thread-safe.
 */
public interface NodeClientFactory extends AutoCloseable {

    /**
     * Creates a client of one server. Does not connect: the first call does, within its own deadline.
     *
     * @param credentials the source of credentials, called before each connection
     * @param database the number of the database
     * @param listener is notified of opened and lost connections
     */
    NodeClient client(Node node, NodeCredentialsSource credentials, int database, NodeListener listener);

    /**
     * Closes all clients and ends all threads; calls in progress end with {@link DriverException.Kind#CLOSED}.
     * Idempotent. Takes at most a few seconds.
     */
    @Override
    void close();
}
