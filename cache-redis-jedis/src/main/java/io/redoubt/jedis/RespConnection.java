package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Connection to one server that writes commands and reads their replies, between {@link #begin} and {@link #end}.
 *
 * <p>A connection has one user at a time. From {@code begin} to a successful {@code end} it is not {@link
 * #reusable()}: after any exception or error in between, the next bytes that arrive belong to no known command, so
 * the connection can only be closed. Exactly one of two threads ends an exchange, the user's or the deadline
 * monitor; one compare-and-set decides which. Any thread may close the connection.
 */
final class RespConnection {

    private final SocketChannel channel;
    private final DeadlineMonitor monitor;
    private final ExceptionTranslator exceptions;
    private final Consumer<RespConnection> onClose;
    private final Connection jedis = new Connection(this::socketForJedis);
    private final AtomicBoolean socketTaken = new AtomicBoolean();
    private final AtomicReference<@Nullable Deadline> exchange = new AtomicReference<>();
    private @Nullable RespSocket socket;
    private boolean reusable;
    private long idleSince;
    private volatile long login;
    private volatile boolean expired;
    private volatile boolean replaced;

    /**
     * Creates a connection for a channel that is not connected yet. After connecting, {@link #use} sets the
     * socket.
     */
    RespConnection(
            SocketChannel channel,
            DeadlineMonitor monitor,
            ExceptionTranslator exceptions,
            Consumer<RespConnection> onClose) {
        this.channel = channel;
        this.monitor = monitor;
        this.exceptions = exceptions;
        this.onClose = onClose;
    }

    /** Returns the channel, to be connected. */
    SocketChannel channel() {
        return channel;
    }

    /** Sets the connected socket for reading and writing: that of the channel, or a TLS socket over it. */
    void use(Socket connected) throws IOException {
        socket = new RespSocket(connected, channel);
    }

    private Socket socketForJedis() {
        Socket only = socket;
        // Jedis asks for another socket when the first is closed, and would use that one without logging in.
        if (only == null || socketTaken.getAndSet(true)) {
            throw new JedisConnectionException(new IOException("the socket is closed"));
        }
        return only;
    }

    /** Begins an exchange. The connection is closed if the deadline passes before the end of the exchange. */
    void begin(Deadline deadline) {
        reusable = false;
        exchange.set(deadline);
        monitor.wake();
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
            throw failure(e);
        }
    }

    /** Encodes a command into the buffer, and writes to the socket when the buffer is full. */
    void send(Command command) {
        jedis.sendCommand(RespCodec.encode(command));
    }

    /**
     * Writes the rest of the buffer and waits for the next reply; without a time limit if no exchange has begun.
     */
    Reply receive() {
        try {
            return RespCodec.decode(jedis.getOne());
        } catch (JedisDataException error) {
            return RespCodec.error(error);
        }
    }

    /**
     * Closes the connection after an exception or error during an exchange. Returns the failure, which states the
     * consequence for the written commands.
     */
    DriverException failure(Throwable e) {
        DriverException failure = exceptions.duringExchange(e, this);
        close();
        return failure;
    }

    /** Sets a task that runs before each read that may block; null removes the task. */
    void beforeBlocking(@Nullable Runnable task) {
        if (socket != null) {
            socket.beforeBlocking(task);
        }
    }

    /**
     * Enables heartbeats: after a period without inbound data a PING is sent, and the read fails after a second
     * such period.
     */
    void heartbeat(Duration interval) throws SocketException {
        if (socket != null) {
            socket.setSoTimeout(Math.toIntExact(Math.max(1, interval.toMillis())));
        }
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

    /** Returns the number of the {@link Login} with which the connection authenticated last. */
    long login() {
        return login;
    }

    void login(long number) {
        login = number;
    }

    /** Returns the time at which the connection was given back to its pool, in nanoseconds. */
    long idleSince() {
        return idleSince;
    }

    void idleSince(long nanos) {
        idleSince = nanos;
    }

    /** Closes the connection because a new one replaces it. */
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
