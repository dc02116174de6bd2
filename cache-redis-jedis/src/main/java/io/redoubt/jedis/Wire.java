package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A connection that is logged in: writes commands, reads their replies, each call within its deadline.
 *
 * <p>One user at a time. After any failure, or while a call is under way, it is not {@link #usable()}: what the server may
 * still send belongs to nobody, so the wire can only be closed.
 */
final class Wire {

    private static final int CHUNK_COMMANDS = 1_000;
    private static final long CHUNK_BYTES = 1024 * 1024;

    private final Connection connection;
    private final SocketChannel channel;
    private final Watch watch;
    private final Failures failures;
    private boolean usable = true;

    Wire(Connection connection, SocketChannel channel, Watch watch, Failures failures) {
        this.connection = connection;
        this.channel = channel;
        this.watch = watch;
        this.failures = failures;
    }

    /** Sends one command and waits for its reply. */
    Reply execute(Command command, Deadline deadline) {
        return within(deadline, () -> {
            send(command);
            return receive();
        });
    }

    /** Runs several {@link #send} and {@link #receive} under one deadline. */
    <T> T within(Deadline deadline, Supplier<T> exchange) {
        begin(deadline);
        try {
            T result = exchange.get();
            end(deadline);
            return result;
        } catch (RuntimeException e) {
            throw failures.calling(e, watch);
        }
    }

    /**
     * Sends commands in chunks, and reads the replies of a chunk before it sends the next: a server, or a proxy, that stops
     * reading until its replies are read would otherwise wait for us as we wait for it.
     *
     * @return one reply a command; {@link Reply.Missing} for all after the one during which the connection failed
     */
    List<Reply> pipeline(List<Command> commands, Deadline deadline) {
        List<Reply> replies = new ArrayList<>(commands.size());
        int sent = 0;
        begin(deadline);
        try {
            while (replies.size() < commands.size()) {
                int limit = chunkEnd(commands, sent);
                while (sent < limit) {
                    // Counted before it is written: a failure in the middle leaves a part on the wire.
                    send(commands.get(sent++));
                }
                while (replies.size() < limit) {
                    replies.add(receive());
                }
            }
            end(deadline);
        } catch (RuntimeException e) {
            DriverException unknown = failures.calling(e, watch);
            Reply lost = new Reply.Missing(unknown);
            Reply unsent = new Reply.Missing(failures.notReached(unknown));
            while (replies.size() < commands.size()) {
                replies.add(replies.size() < sent ? lost : unsent);
            }
        }
        return replies;
    }

    /** Puts a command into the buffer. */
    void send(Command command) {
        connection.sendCommand(Requests.of(command));
    }

    /** Writes what is in the buffer and waits for one reply, for ever if no deadline runs. */
    Reply receive() {
        try {
            return Replies.of(connection.getOne());
        } catch (JedisDataException errorReply) {
            return Replies.refusal(errorReply);
        }
    }

    /** From now on asks a silent server for a sign of life, and gives up if none comes. */
    void heartbeat(Duration interval) {
        connection.setSoTimeout((int) interval.toMillis());
    }

    /** Whether the next call may use it. */
    boolean usable() {
        return usable;
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

    /** What a failure outside of {@link #within} means. */
    DriverException failure(RuntimeException e) {
        return failures.calling(e, watch);
    }

    /** Ends the connection, and whatever waits for it. */
    void close() {
        watch.close();
    }

    private void begin(Deadline deadline) {
        usable = false;
        watch.begin(deadline);
    }

    private void end(Deadline deadline) {
        usable = watch.end(deadline);
    }

    private static int chunkEnd(List<Command> commands, int from) {
        int most = Math.min(commands.size(), from + CHUNK_COMMANDS);
        long bytes = 0;
        int end = from;
        while (end < most && bytes < CHUNK_BYTES) {
            bytes += Requests.size(commands.get(end++));
        }
        return end;
    }
}
