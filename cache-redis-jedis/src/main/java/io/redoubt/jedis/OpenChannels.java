package io.redoubt.jedis;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Registry of a client's open socket channels, whatever they are used for. Thread-safe. */
final class OpenChannels {

    private final DeadlineMonitor monitor;
    private final Set<DeadlineChannel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    OpenChannels(DeadlineMonitor monitor) {
        this.monitor = monitor;
    }

    /** Opens an unconnected channel; it is closed already if the client is. */
    DeadlineChannel open() throws IOException {
        SocketChannel channel = SocketChannel.open();
        boolean registered = false;
        try {
            DeadlineChannel opened = new DeadlineChannel(channel, monitor, open::remove);
            open.add(opened);
            registered = true;
            if (closed) {
                opened.close();
            }
            return opened;
        } finally {
            if (!registered) {
                channel.close();
            }
        }
    }

    /** Closes the channels whose deadline has passed; returns the nanoseconds until the next one passes. */
    long checkDeadlines() {
        long nearest = DeadlineMonitor.NO_DEADLINE;
        for (DeadlineChannel channel : open) {
            nearest = Math.min(nearest, channel.checkDeadline());
        }
        return nearest;
    }

    /** Whether the client is closed. */
    boolean closed() {
        return closed;
    }

    /** Closes all channels, and each that is registered from now on. */
    void close() {
        closed = true;
        open.forEach(DeadlineChannel::close);
    }
}
