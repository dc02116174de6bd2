package io.redoubt.jedis;

import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open sockets of a client, for whatever they are used. Thread-safe. */
final class Sockets {

    private final Watchdog watchdog;
    private final Set<Watch> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Sockets(Watchdog watchdog) {
        this.watchdog = watchdog;
    }

    /** Puts a new socket under watch; it is closed at once if the client already is. */
    Watch watch(SocketChannel channel) {
        Watch watch = new Watch(watchdog, this, channel);
        open.add(watch);
        watchdog.add(watch);
        if (closed) {
            watch.close();
        }
        return watch;
    }

    void forget(Watch watch) {
        open.remove(watch);
    }

    /** Whether the client is closed. */
    boolean closed() {
        return closed;
    }

    /** Closes them all, and each that is opened from now on. */
    void close() {
        closed = true;
        open.forEach(Watch::close);
    }
}
