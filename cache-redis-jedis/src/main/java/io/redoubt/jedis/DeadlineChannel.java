package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Socket channel that is closed when the deadline of the exchange in progress passes.
 *
 * <p>Thread-safe. Exactly one of the user and the deadline monitor ends an exchange, decided by one compare-and-set, so that
 * a connection whose exchange ended in time is not closed during the next one.
 */
final class DeadlineChannel {

    private final SocketChannel channel;
    private final DeadlineMonitor monitor;
    private final Consumer<DeadlineChannel> onClose;
    private final AtomicReference<@Nullable Deadline> exchange = new AtomicReference<>();
    private volatile boolean expired;
    private volatile boolean replaced;

    DeadlineChannel(SocketChannel channel, DeadlineMonitor monitor, Consumer<DeadlineChannel> onClose) {
        this.channel = channel;
        this.monitor = monitor;
        this.onClose = onClose;
    }

    /** The channel itself, to connect it. */
    SocketChannel channel() {
        return channel;
    }

    /** Begins an exchange; one at a time. */
    void begin(Deadline deadline) {
        exchange.set(deadline);
        monitor.wake();
    }

    /** Ends the exchange; false if the deadline came first and the channel is closed. */
    boolean end(Deadline deadline) {
        return exchange.compareAndSet(deadline, null);
    }

    /** Closes the channel if its deadline has passed; else returns the nanoseconds until then. */
    long checkDeadline() {
        Deadline deadline = exchange.get();
        if (deadline == null) {
            return DeadlineMonitor.NO_DEADLINE;
        }
        long left = deadline.remainingNanos();
        if (left > 0) {
            return left;
        }
        if (exchange.compareAndSet(deadline, null)) {
            expired = true;
            close();
        }
        return DeadlineMonitor.NO_DEADLINE;
    }

    /**
     * Whether nothing has arrived since the last reply, neither the end of the stream nor bytes that nobody asked for. A read
     * that does not block; only while no exchange is in progress.
     */
    boolean quiet() {
        try {
            channel.configureBlocking(false);
            int read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the channel is closed, for whatever reason. */
    boolean closed() {
        return !channel.isOpen();
    }

    /** Whether the channel was closed because a deadline had passed. */
    boolean expired() {
        return expired;
    }

    /** Whether the channel was closed because a new connection has replaced it. */
    boolean replaced() {
        return replaced;
    }

    /** Closes the channel because a new connection replaces it. */
    void replace() {
        replaced = true;
        close();
    }

    /**
     * Closes the channel and ends whatever blocks on it; never blocks. Not the socket above it, since closing a TLS socket
     * writes to a peer that may not read.
     */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed either way.
        } finally {
            onClose.accept(this);
        }
    }
}
