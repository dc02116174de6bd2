package io.redoubt.jedis;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Registry of a client's open connections, whatever they are used for. Thread-safe. */
final class OpenConnections {

    private final DeadlineMonitor monitor;
    private final Set<RespConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    OpenConnections(DeadlineMonitor monitor) {
        this.monitor = monitor;
    }

    /** Opens the channel of a connection, which is yet to be connected; it is closed already if the client is. */
    RespConnection open(ExceptionTranslator exceptions) throws IOException {
        SocketChannel channel = SocketChannel.open();
        boolean registered = false;
        try {
            RespConnection connection = new RespConnection(channel, monitor, exceptions, open::remove);
            open.add(connection);
            registered = true;
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

    /** Closes the connections whose deadline has passed; returns the nanoseconds until the next one does. */
    long checkDeadlines() {
        long nearest = DeadlineMonitor.NO_DEADLINE;
        for (RespConnection connection : open) {
            nearest = Math.min(nearest, connection.checkDeadline());
        }
        return nearest;
    }

    /** Whether the client is closed. */
    boolean closed() {
        return closed;
    }

    /** Closes all connections, and each that is opened from now on. */
    void close() {
        closed = true;
        open.forEach(RespConnection::close);
    }
}
