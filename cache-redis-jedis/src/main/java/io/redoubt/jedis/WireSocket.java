package io.redoubt.jedis;

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
import java.nio.charset.StandardCharsets;

/**
 * The socket that Jedis reads and writes: the real one, plain or encrypted, with four differences.
 *
 * <ul>
 *   <li>Large arrays are written in slices, since the JDK copies what it writes to a channel into direct memory of the same
 *       size and keeps that for the life of the thread.
 *   <li>The end of the stream is an {@link IOException}, so that a lost connection is told from a reply that makes no
 *       sense.
 *   <li>Where a read timeout is set, silence is answered with a {@code PING}, and only silence after that is an error.
 *   <li>Whoever uses the connection can do what is due while the next replies are not there yet.
 * </ul>
 */
@SuppressWarnings(
        "UnsynchronizedOverridesSynchronized") // Nothing here has state; a monitor would only be one to block on.
final class WireSocket extends Socket {

    private static final int SLICE = 64 * 1024;
    /** As much as Jedis reads at a time. */
    private static final int LITTLE = 8 * 1024;

    private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    WireSocket(Socket socket, Meantime meantime) throws IOException {
        super((SocketImpl) null);
        this.socket = socket;
        this.out = new SlicingOutput(socket.getOutputStream());
        this.in = new PatientInput(socket.getInputStream(), out, meantime);
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
    public void setSoTimeout(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public String toString() {
        return socket.toString();
    }

    private static final class SlicingOutput extends FilterOutputStream {

        SlicingOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int end = offset + length;
            for (int at = offset; at < end; at += SLICE) {
                out.write(bytes, at, Math.min(SLICE, end - at));
            }
        }
    }

    private static final class PatientInput extends FilterInputStream {

        private final OutputStream out;
        private final Meantime meantime;
        private byte[] buffer = new byte[LITTLE];
        private int next;
        private int end;

        PatientInput(InputStream in, OutputStream out, Meantime meantime) {
            super(in);
            this.out = out;
            this.meantime = meantime;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (next == end) {
                meantime.run();
                next = 0;
                end = 0;
                end = fill(meantime.isUsed() ? SLICE : LITTLE);
            }
            int count = Math.min(length, end - next);
            System.arraycopy(buffer, next, bytes, offset, count);
            next += count;
            return count;
        }

        /** Much only in the threads that carry batches: each thread keeps direct memory for the most that it ever read. */
        private int fill(int most) throws IOException {
            if (buffer.length < most) {
                buffer = new byte[most];
            }
            int count;
            try {
                count = in.read(buffer, 0, most);
            } catch (SocketTimeoutException silence) {
                out.write(PING);
                out.flush();
                count = in.read(buffer, 0, most);
            }
            if (count < 0) {
                throw new EOFException("closed by the server");
            }
            return count;
        }
    }
}
