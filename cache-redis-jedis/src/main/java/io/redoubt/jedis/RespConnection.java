package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.ReplySizeScanner;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Connection to a Redis server, based on Jedis, that performs one exchange of commands and replies at a time. An
 * exchange lasts from {@link #begin} to {@link #end}.
 *
 * <p>A connection has one user at a time. From {@code begin} to a successful {@code end} it is not {@link
 * #reusable()}: after any exception or error in between, the next bytes that arrive belong to no known command, so
 * the connection can only be closed. Exactly one of two threads ends an exchange, the user's or the deadline
 * monitor; one compare-and-set decides which. Any thread may close the connection.
 */
final class RespConnection {

    private final SocketChannel channel;
    private final JedisClientContext resources;
    private final ExceptionTranslator exceptions;
    private final Consumer<RespConnection> onClose;
    private final Connection jedis = new Connection(this::socketForJedis);
    private final AtomicBoolean socketTaken = new AtomicBoolean();
    private final AtomicReference<@Nullable Deadline> exchange = new AtomicReference<>();
    private @Nullable HeartbeatSocket socket;
    private @Nullable ConnectionPool pool;
    private @Nullable DriverException failure;
    private boolean reusable;
    private long borrowedAt;
    private boolean used;
    private volatile long login;
    private volatile boolean expired;
    private volatile boolean replaced;
    private volatile boolean retired;

    /**
     * Creates a connection for a channel that is not connected yet. After connecting, {@link #use} sets the
     * socket.
     */
    RespConnection(
            SocketChannel channel,
            JedisClientContext resources,
            ExceptionTranslator exceptions,
            Consumer<RespConnection> onClose) {
        this.channel = channel;
        this.resources = resources;
        this.exceptions = exceptions;
        this.onClose = onClose;
    }

    /** Returns the channel, to be connected. */
    SocketChannel channel() {
        return channel;
    }

    /** Sets the connected socket for reading and writing: that of the channel, or a TLS socket over it. */
    void use(Socket connected) throws IOException {
        long maxReplyBytes = resources.settings().maxReplyBytes();
        socket = new HeartbeatSocket(
                resources.socketLayer().apply(connected),
                channel,
                new ReplySizeScanner(maxReplyBytes),
                () -> exceptions.replyTooLarge(maxReplyBytes));
    }

    /** Returns the socket, for its read timeout and for tasks between reads. */
    HeartbeatSocket socket() {
        return Objects.requireNonNull(socket, "connected");
    }

    private Socket socketForJedis() {
        // Jedis asks for another socket when the first is closed, and would use that one without logging in.
        if (socketTaken.getAndSet(true)) {
            throw new JedisConnectionException(new IOException("the socket is closed"));
        }
        return socket();
    }

    /** Begins an exchange. The connection is closed if the deadline passes before the end of the exchange. */
    void begin(Deadline deadline) {
        reusable = false;
        used = true;
        exchange.set(deadline);
        resources.monitor().wake();
    }

    /** Ends an exchange after all its replies have been read. */
    void end(Deadline deadline) {
        reusable = exchange.compareAndSet(deadline, null);
    }

    /** Sends one command and waits for its reply. */
    Reply execute(Command command, Deadline deadline) {
        try {
            begin(deadline);
            send(command);
            Reply reply = receive();
            end(deadline);
            return reply;
        } catch (Throwable e) {
            throw fail(e);
        }
    }

    /** Encodes a command into the buffer, and writes to the socket when the buffer is full. */
    void send(Command command) {
        jedis.sendCommand(JedisTypeConverter.encode(command));
    }

    /**
     * Writes the rest of the buffer and waits for the next reply; without a time limit if no exchange has begun.
     */
    Reply receive() {
        try {
            return JedisTypeConverter.decode(jedis.getOne());
        } catch (JedisDataException error) {
            return JedisTypeConverter.decode(error);
        }
    }

    /**
     * Closes the connection after an exception or error during an exchange. Returns the failure, which states the
     * consequence for the written commands.
     */
    DriverException fail(Throwable e) {
        DriverException reason = exceptions.outcomeUnknown(e, this);
        failure = reason;
        close();
        return reason;
    }

    /** Returns why the connection has failed, or null if it has not. To be called by its user. */
    @Nullable
    DriverException failure() {
        return failure;
    }

    /**
     * Closes the connection if the deadline of its exchange has passed; otherwise returns the nanoseconds until
     * the deadline.
     */
    long checkDeadline() {
        Deadline deadline = exchange.get();
        long left = deadline == null ? DeadlineMonitor.NO_DEADLINE : deadline.remainingNanos();
        if (left <= 0 && exchange.compareAndSet(deadline, null)) {
            expired = true;
            close();
        }
        return left <= 0 ? DeadlineMonitor.NO_DEADLINE : left;
    }

    /** Returns whether the connection may be used for another exchange. */
    boolean reusable() {
        return reusable && channel.isOpen();
    }

    /** Returns whether the connection was closed because a deadline had passed. */
    boolean expired() {
        return expired;
    }

    /** Returns whether the connection was closed because a new one replaced it. */
    boolean replaced() {
        return replaced;
    }

    /**
     * Returns whether nothing has arrived since the last reply, neither the end of the stream nor unrequested
     * bytes. Reads without blocking; to be called only while no exchange is in progress.
     */
    boolean quiet() {
        ByteBuffer unexpected = ByteBuffer.allocate(1);
        try {
            channel.configureBlocking(false);
            try {
                return channel.read(unexpected) == 0;
            } finally {
                channel.configureBlocking(true);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Marks the beginning of a use, after the connection was opened or borrowed from its pool. */
    void borrowed(long nanos) {
        borrowedAt = nanos;
        used = false;
    }

    /** Returns whether the last use began after the given time, and sent something. */
    boolean usedAfter(long nanos) {
        return used && borrowedAt - nanos > 0;
    }

    /** Returns the number of the {@link ConnectionFactory.Login} with which the connection authenticated last. */
    long login() {
        return login;
    }

    void login(long number) {
        login = number;
    }

    /** Sets the pool to which the connection belongs. */
    void pool(ConnectionPool owner) {
        pool = owner;
    }

    /** Ends the use of the connection: gives it back to its pool, if it belongs to one. Never throws. */
    void release() {
        if (pool != null) {
            pool.giveBack(this);
        }
    }

    /** Determines that the connection is closed at the end of its present use, since a new one replaces it. */
    void retire() {
        retired = true;
    }

    /** Returns whether the connection must not be used any more, apart from its present use. */
    boolean retired() {
        return retired;
    }

    /** Closes the connection at once because a new one replaces it. */
    void replace() {
        replaced = true;
        close();
    }

    /**
     * Closes the connection and ends all operations that block on it. Never blocks, never throws. Closes the
     * channel rather than the socket, since closing a TLS socket writes to a peer that may not read.
     */
    void close() {
        try {
            channel.close();
        } catch (Throwable e) {
            // The channel is closed in either case.
        } finally {
            onClose.accept(this);
        }
    }
}
