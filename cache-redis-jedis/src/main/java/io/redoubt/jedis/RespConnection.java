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
 * Connection to one server: writes commands and reads their replies, between {@link #begin} and {@link #end}.
 *
 * <p>One user at a time. From {@code begin} to a successful {@code end} it is not {@link #reusable()}: whatever is
 * thrown in between, the next bytes that arrive belong to no one, so it can only be closed. Exactly one of its user
 * and the deadline monitor ends an exchange, decided by one compare-and-set; closing is for any thread.
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

    /** A connection that is yet to be connected, and to {@link #use} the socket of that. */
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

    /** The channel, to connect it. */
    SocketChannel channel() {
        return channel;
    }

    /** Reads and writes through a connected socket, of this channel or over it. */
    void use(Socket connected) throws IOException {
        socket = new RespSocket(connected, channel);
    }

    private Socket socketForJedis() {
        Socket only = socket;
        // Jedis asks for another socket where the first is closed, and would use that without logging in.
        if (only == null || socketTaken.getAndSet(true)) {
            throw new JedisConnectionException(new IOException("the socket is closed"));
        }
        return only;
    }

    /** Begins an exchange; when the deadline passes before its end, the connection is closed. */
    void begin(Deadline deadline) {
        reusable = false;
        exchange.set(deadline);
        monitor.wake();
    }

    /** Ends an exchange of which all replies have been read. */
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

    /** Encodes a command, and writes what the buffer cannot hold. */
    void send(Command command) {
        jedis.sendCommand(RespCodec.encode(command));
    }

    /** Writes what is still in the buffer, and waits for the next reply; for ever if no exchange has begun. */
    Reply receive() {
        try {
            return RespCodec.decode(jedis.getOne());
        } catch (JedisDataException error) {
            return RespCodec.error(error);
        }
    }

    /** Ends the connection for something thrown during an exchange; returns what it means for what was written. */
    DriverException failure(Throwable e) {
        DriverException failure = exceptions.duringExchange(e, this);
        close();
        return failure;
    }

    /** Has a task run before each read that may block, until null is set. */
    void beforeBlocking(@Nullable Runnable task) {
        if (socket != null) {
            socket.beforeBlocking(task);
        }
    }

    /** From now on sends a PING after so much silence, and fails where it is followed by as much again. */
    void heartbeat(Duration interval) throws SocketException {
        if (socket != null) {
            socket.setSoTimeout(Math.toIntExact(Math.max(1, interval.toMillis())));
        }
    }

    /** Closes the connection if the deadline of its exchange has passed; else returns the nanoseconds until then. */
    long checkDeadline() {
        Deadline deadline = exchange.get();
        long left = deadline == null ? DeadlineMonitor.NO_DEADLINE : deadline.remainingNanos();
        if (left <= 0 && exchange.compareAndSet(deadline, null)) {
            expired = true;
            close();
        }
        return left <= 0 ? DeadlineMonitor.NO_DEADLINE : left;
    }

    /** Whether it may be used for another exchange. */
    boolean reusable() {
        return reusable && channel.isOpen();
    }

    /** Whether it was closed because a deadline had passed. */
    boolean expired() {
        return expired;
    }

    /** Whether it was closed because a new one replaced it. */
    boolean replaced() {
        return replaced;
    }

    /**
     * Whether nothing has arrived since the last reply, neither the end of the stream nor bytes that nobody asked
     * for. A read that does not block; only while no exchange is in progress.
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

    /** The number of the {@link Login} by which it authenticated last. */
    long login() {
        return login;
    }

    void login(long number) {
        login = number;
    }

    /** When it was given back to its pool. */
    long idleSince() {
        return idleSince;
    }

    void idleSince(long nanos) {
        idleSince = nanos;
    }

    /** Closes it because a new one replaces it. */
    void replace() {
        replaced = true;
        close();
    }

    /**
     * Closes it and ends whatever blocks on it; never blocks, never throws. The channel rather than the socket, since
     * closing a TLS socket writes to a peer that may not read.
     */
    void close() {
        try {
            channel.close();
        } catch (Throwable e) {
            // It is closed either way.
        } finally {
            onClose.accept(this);
        }
    }
}
