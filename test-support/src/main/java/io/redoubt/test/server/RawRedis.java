package io.redoubt.test.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Minimal RESP2 client that lets a test send commands to a Redis server directly, bypassing the driver under test. Not
 * thread-safe.
 *
 * <p>Replies are {@link String}, {@link Long}, null, a {@link List} of these, or an {@link ErrorReply}, which is
 * returned and not thrown. Strings are sent and decoded as UTF-8; {@code callBytes} returns bulk strings as {@code
 * byte[]}. A failed or timed-out read or write throws {@link UncheckedIOException}; the connection cannot be used
 * afterwards.
 */
public final class RawRedis implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Socket socket;
    private final RespReader replies;

    private RawRedis(Socket socket) throws IOException {
        this.socket = socket;
        this.replies = new RespReader(new BufferedInputStream(socket.getInputStream()));
    }

    /** Connects, with a timeout of 30 seconds for connecting and for each read. */
    public static RawRedis connect(String host, int port) {
        return connect(host, port, TIMEOUT);
    }

    /** Connects, with the given timeout for connecting and for each read. */
    public static RawRedis connect(String host, int port, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), millis);
            socket.setSoTimeout(millis);
            socket.setTcpNoDelay(true);
            return new RawRedis(socket);
        } catch (IOException e) {
            closeQuietly(socket, e);
            throw new UncheckedIOException("No connection to " + host + ":" + port, e);
        }
    }

    /** Sends one command and reads its reply. */
    public @Nullable Object call(String... words) {
        return decoded(callBytes(words));
    }

    /** Sends one command and reads its reply. */
    public @Nullable Object call(byte[]... words) {
        return decoded(callBytes(words));
    }

    /** Sends one command and reads its reply, in which bulk strings are {@code byte[]}. */
    public @Nullable Object callBytes(String... words) {
        return callBytes(bytes(words));
    }

    /** Sends one command and reads its reply, in which bulk strings are {@code byte[]}. */
    public @Nullable Object callBytes(byte[]... words) {
        return pipeline(List.<byte[][]>of(words)).get(0);
    }

    /** Sends the commands in one write and reads all replies, in which bulk strings are {@code byte[]}. */
    public List<@Nullable Object> pipeline(List<byte[][]> commands) {
        try {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            for (byte[][] command : commands) {
                write(request, command);
            }
            request.writeTo(socket.getOutputStream());
            List<@Nullable Object> answers = new ArrayList<>(commands.size());
            for (int i = 0; i < commands.size(); i++) {
                answers.add(replies.read());
            }
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a reply without sending a request, such as a message of a subscription. */
    public @Nullable Object read() {
        try {
            return decoded(replies.read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends one command whose reply must be a string.
     *
     * @throws IllegalStateException if the reply is not a string
     */
    public String text(String... words) {
        return expect(String.class, words);
    }

    /**
     * Sends one command whose reply must be an integer.
     *
     * @throws IllegalStateException if the reply is not an integer
     */
    public long number(String... words) {
        return expect(Long.class, words);
    }

    /**
     * Sends one command whose reply must be a list, and returns its elements as text.
     *
     * @throws IllegalStateException if the reply is not a list
     */
    public List<String> texts(String... words) {
        List<?> elements = expect(List.class, words);
        return elements.stream().map(String::valueOf).toList();
    }

    /**
     * Sends one command that must be answered with an error reply.
     *
     * @throws IllegalStateException if the reply is not an error
     */
    public ErrorReply refusal(String... words) {
        return expect(ErrorReply.class, words);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T expect(Class<T> type, String... words) {
        Object reply = call(words);
        if (!type.isInstance(reply)) {
            throw new IllegalStateException(words[0] + " was answered with " + reply);
        }
        return type.cast(reply);
    }

    private static void write(ByteArrayOutputStream request, byte[][] words) throws IOException {
        request.write(ascii("*" + words.length + "\r\n"));
        for (byte[] word : words) {
            request.write(ascii("$" + word.length + "\r\n"));
            request.write(word);
            request.write(ascii("\r\n"));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[][] bytes(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    private static @Nullable Object decoded(@Nullable Object reply) {
        if (reply instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (reply instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>(list.size());
            list.forEach(element -> elements.add(decoded(element)));
            return elements;
        }
        return reply;
    }

    private static void closeQuietly(Socket socket, IOException reason) {
        try {
            socket.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Error reply of a server, such as {@code WRONGTYPE Operation against ...}. */
    public record ErrorReply(String message) {

        /** The error code, which is the first word, such as {@code WRONGTYPE}. */
        public String code() {
            int space = message.indexOf(' ');
            return space < 0 ? message : message.substring(0, space);
        }
    }
}
