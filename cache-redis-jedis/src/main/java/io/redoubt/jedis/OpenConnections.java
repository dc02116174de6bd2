package io.redoubt.jedis;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Registry of a Redis client's open connections, used to interrupt overdue calls and to close all connections when the
 * client closes. Thread-safe.
 */
final class OpenConnections {

    private final Set<RespConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Opens the channel of a connection, which is not connected yet. If the client is closed, the channel is
     * closed too.
     */
    RespConnection open(JedisClientContext resources, ExceptionTranslator exceptions) throws IOException {
        SocketChannel channel = SocketChannel.open();
        boolean registered = false;
        try {
            RespConnection connection = new RespConnection(channel, resources, exceptions, open::remove);
            registered = open.add(connection);
            if (closed) {
                connection.close();
            }
            return connection;
        } finally {
            if (!registered) {
                channel.close();
            }
        }
    }

    /** Closes the connections whose deadline has passed. Returns the nanoseconds until the next deadline. */
    long checkDeadlines() {
        long nearest = DeadlineMonitor.NO_DEADLINE;
        for (RespConnection connection : open) {
            nearest = Math.min(nearest, connection.checkDeadline());
        }
        return nearest;
    }

    /** Returns whether the client is closed. */
    boolean closed() {
        return closed;
    }

    /** Closes all connections, and each connection that is opened later. */
    void close() {
        closed = true;
        open.forEach(RespConnection::close);
    }
}
