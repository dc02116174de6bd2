package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the watchdog knows of one connection: its socket, and until when the call that uses it may take.
 *
 * <p>Thread-safe. Either the call ends the watch or the watchdog does, never both: a connection whose call ended in time
 * is not closed under the next one.
 */
final class Watch implements Ward {

    private final Watchdog watchdog;
    private final Sockets sockets;
    private final SocketChannel channel;
    private final AtomicReference<@Nullable Deadline> running = new AtomicReference<>();
    private volatile boolean expired;
    private volatile boolean replaced;

    Watch(Watchdog watchdog, Sockets sockets, SocketChannel channel) {
        this.watchdog = watchdog;
        this.sockets = sockets;
        this.channel = channel;
    }

    /** Begins to watch a call; one at a time. */
    void begin(Deadline deadline) {
        running.set(deadline);
        watchdog.wake();
    }

    /** Ends the watch; false if the deadline was faster and the socket is closed. */
    boolean end(Deadline deadline) {
        return running.compareAndSet(deadline, null);
    }

    /** Closes the socket if the deadline has passed. */
    @Override
    public long check() {
        Deadline deadline = running.get();
        if (deadline == null) {
            return NOTHING_RUNS;
        }
        long left = deadline.remainingNanos();
        if (left > 0) {
            return left;
        }
        if (running.compareAndSet(deadline, null)) {
            expired = true;
            close();
        }
        return NOTHING_RUNS;
    }

    /** Whether the socket was closed because a deadline had passed. */
    boolean expired() {
        return expired;
    }

    /** Whether the socket was closed because another one has taken its place. */
    boolean replaced() {
        return replaced;
    }

    /** Closes the socket, since another one takes its place. */
    void replace() {
        replaced = true;
        close();
    }

    /**
     * Closes the socket, and ends whatever blocks on it.
     *
     * <p>The channel, not the socket above it: closing an encrypted socket says good-bye first, which waits for a peer
     * that does not read.
     */
    void close() {
        watchdog.forget(this);
        sockets.forget(this);
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
