package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A connection that is logged in: writes commands and reads their replies, between {@link #begin} and {@link #end}.
 *
 * <p>One user at a time. After any failure, or while an exchange is under way, it is not {@link #usable()}: what the server
 * may still send belongs to nobody, so the wire can only be closed.
 */
final class Wire {

    private final WireConnection connection;
    private final SocketChannel channel;
    private final Watch watch;
    private final Meantime meantime;
    private final Failures failures;
    private boolean usable = true;

    Wire(WireConnection connection, SocketChannel channel, Watch watch, Meantime meantime, Failures failures) {
        this.connection = connection;
        this.channel = channel;
        this.watch = watch;
        this.meantime = meantime;
        this.failures = failures;
    }

    /** Begins an exchange; when the deadline passes before its end, the connection is closed. */
    void begin(Deadline deadline) {
        usable = false;
        watch.begin(deadline);
    }

    /** What is to be done in this exchange before it may have to wait for more of the replies. */
    void meanwhile(Runnable task) {
        meantime.use(task);
    }

    /** Ends an exchange of which all replies were read. */
    void end(Deadline deadline) {
        meantime.useNothing();
        usable = watch.end(deadline);
    }

    /** Sends one command and waits for its reply. */
    Reply execute(Command command, Deadline deadline) {
        begin(deadline);
        try {
            send(command);
            flush();
            Reply reply = receive();
            end(deadline);
            return reply;
        } catch (Throwable e) {
            // Whatever it is, where the next reply begins is unknown from here on.
            throw failure(e);
        }
    }

    /** Puts a command into the buffer, and writes what the buffer cannot hold. */
    void send(Command command) {
        connection.sendCommand(Requests.of(command));
    }

    /** Writes what is in the buffer. */
    void flush() {
        connection.flush();
    }

    /** Waits for one reply; for ever if no exchange has begun. */
    Reply receive() {
        try {
            return Replies.of(connection.getUnflushedObject());
        } catch (JedisDataException errorReply) {
            return Replies.refusal(errorReply);
        }
    }

    /** From now on asks a silent server for a sign of life, and gives up if none comes. */
    void heartbeat(Duration interval) {
        connection.setSoTimeout(Math.toIntExact(Math.max(1, interval.toMillis())));
    }

    /** Whether the next call may use it. */
    boolean usable() {
        return usable;
    }

    /** Whether it was closed on purpose, another one having taken its place. */
    boolean replaced() {
        return watch.replaced();
    }

    /**
     * Whether nothing has come since the last reply: neither the end of the stream, which a server leaves that went away,
     * nor bytes that nobody asked for. A read that does not block; it costs about a tenth of a command.
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

    /** What a failure to write or to read means for what was written. */
    DriverException failure(Throwable e) {
        return failures.calling(e, watch);
    }

    /** Ends the connection, and whatever waits for it. */
    void close() {
        watch.close();
    }

    /** Ends the connection, since another one takes its place. */
    void replace() {
        watch.replace();
    }
}
