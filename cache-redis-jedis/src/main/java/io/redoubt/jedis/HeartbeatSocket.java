package io.redoubt.jedis;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.support.ReplySizeScanner;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Socket for Jedis that sends a PING when the server is silent, and rejects replies that are too large. It wraps a
 * connected socket, plain or TLS. The differences from it are:
 *
 * <ul>
 *   <li>Large arrays are written in slices, since the JDK copies the data of each write to a channel into direct
 *   memory of the same size and caches that memory for the life of the thread.
 *   <li>The end of the stream is an {@link IOException}, which distinguishes a lost connection from a reply that
 *   is not RESP.
 *   <li>If the socket has a read timeout, the first timeout sends a {@code PING}, and only a second one in a row
 *   is an error.
 *   <li>A task of the socket's user can run each time before a read may block.
 *   <li>A reply above a maximum size is not read, since Jedis reserves whatever memory a reply announces.
 * </ul>
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // No state that a monitor would guard.
final class HeartbeatSocket extends Socket {

    private static final int SLICE_BYTES = 64 * 1024;
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket connected;
    private final SocketChannel channel;
    private final Input in;
    private final OutputStream out;

    /**
     * Wraps a connected socket.
     *
     * @param sizes finds replies that are too large
     * @param tooLarge creates the exception that ends the read of such a reply
     */
    HeartbeatSocket(Socket connected, SocketChannel channel, ReplySizeScanner sizes, Supplier<DriverException> tooLarge)
            throws IOException {
        super((SocketImpl) null);
        this.connected = connected;
        this.channel = channel;
        this.out = new SlicedOutput(connected.getOutputStream());
        this.in = new Input(connected.getInputStream(), out, sizes, tooLarge);
    }

    /**
     * Sets a task that runs before each read that may block, and enlarges the reads; null removes the task and
     * restores small reads.
     */
    void beforeBlocking(@Nullable Runnable task) {
        in.beforeBlocking = task;
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return connected.getSoTimeout();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        connected.setSoTimeout(millis);
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static final class SlicedOutput extends FilterOutputStream {

        SlicedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int end = offset + length;
            for (int at = offset; at < end; at += SLICE_BYTES) {
                out.write(bytes, at, Math.min(SLICE_BYTES, end - at));
            }
        }
    }

    private static final class Input extends FilterInputStream {

        private final OutputStream out;
        private final ReplySizeScanner sizes;
        private final Supplier<DriverException> tooLarge;
        private byte[] buffer = new byte[BUFFER_BYTES];
        private int next;
        private int end;
        private @Nullable Runnable beforeBlocking;

        Input(InputStream in, OutputStream out, ReplySizeScanner sizes, Supplier<DriverException> tooLarge) {
            super(in);
            this.out = out;
            this.sizes = sizes;
            this.tooLarge = tooLarge;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (next == end) {
                fill();
            }
            int count = Math.min(length, end - next);
            System.arraycopy(buffer, next, bytes, offset, count);
            next += count;
            return count;
        }

        private void fill() throws IOException {
            next = 0;
            end = 0;
            if (!sizes.exceeded()) {
                int count = readMore();
                end = sizes.scan(ByteBuffer.wrap(buffer, 0, count));
            }
            if (end == 0) {
                throw tooLarge.get();
            }
        }

        private int readMore() throws IOException {
            // Large reads are limited to I/O threads, since a thread caches direct memory of the size of its
            // largest read.
            int size = BUFFER_BYTES;
            if (beforeBlocking != null) {
                beforeBlocking.run();
                size = SLICE_BYTES;
            }
            if (buffer.length < size) {
                buffer = new byte[size];
            }
            int count;
            try {
                count = in.read(buffer, 0, size);
            } catch (SocketTimeoutException silence) {
                out.write(PING);
                out.flush();
                count = in.read(buffer, 0, size);
            }
            if (count < 0) {
                throw new EOFException("closed by the server");
            }
            return count;
        }
    }
}
