package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Connection to one server: writes commands and reads their replies, between {@link #begin} and {@link #end}.
 *
 * <p>One user at a time; {@link #close()} from any thread. From {@code begin} to a successful {@code end} it is not {@link
 * #reusable()}: whatever is thrown in between, the next bytes that arrive belong to no one, so it can only be closed.
 */
final class RespConnection {

    private final Connection jedis;
    private final Socket connected;
    private final RespSocket socket;
    private final DeadlineChannel channel;
    private final ExceptionTranslator exceptions;
    private boolean reusable = true;
    private long idleSince;

    /** A connection over a connected socket, not logged in. */
    RespConnection(Socket connected, DeadlineChannel channel, ExceptionTranslator exceptions) throws IOException {
        this.connected = connected;
        this.channel = channel;
        this.exceptions = exceptions;
        RespSocket only = new RespSocket(connected, channel);
        AtomicBoolean used = new AtomicBoolean();
        this.socket = only;
        this.jedis = new Connection(() -> {
            // Jedis asks for another socket where the first is closed, and would use that without logging in.
            if (used.getAndSet(true)) {
                throw new JedisConnectionException(new IOException("the socket is closed"));
            }
            return only;
        });
    }

    /** Begins an exchange; when the deadline passes before its end, the connection is closed. */
    void begin(Deadline deadline) {
        reusable = false;
        channel.begin(deadline);
    }

    /** Ends an exchange of which all replies have been read. */
    void end(Deadline deadline) {
        reusable = channel.end(deadline);
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
        DriverException failure = exceptions.duringExchange(e, channel);
        close();
        return failure;
    }

    /** Has a task run before each read that may block, until null is set. */
    void beforeBlocking(@Nullable Runnable task) {
        socket.beforeBlocking(task);
    }

    /** From now on sends a PING after so much silence, and fails where it is followed by as much again. */
    void heartbeat(Duration interval) throws SocketException {
        connected.setSoTimeout(Math.toIntExact(Math.max(1, interval.toMillis())));
    }

    /** Whether it may be used for another exchange. */
    boolean reusable() {
        return reusable && !channel.closed();
    }

    /** Whether it is closed, by whomever. */
    boolean closed() {
        return channel.closed();
    }

    /** Whether a new connection has replaced it. */
    boolean replaced() {
        return channel.replaced();
    }

    /** Whether nothing has arrived since the last reply, neither the end of the stream nor unexpected bytes. */
    boolean quiet() {
        return channel.quiet();
    }

    /** When it was given back to its pool. */
    long idleSince() {
        return idleSince;
    }

    void idleSince(long nanos) {
        idleSince = nanos;
    }

    /** Closes the connection, and ends whatever waits for it; never blocks. */
    void close() {
        channel.close();
    }

    /** Closes the connection because a new one replaces it. */
    void replace() {
        channel.replace();
    }
}
