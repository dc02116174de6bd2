package io.redoubt.jedis;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Source of errors for tests: a clock and sockets that throw at random the errors that a JVM may throw at any
 * line, before, during and after an operation. Bytes that were read when the error was thrown are lost.
 * Thread-safe.
 */
final class ErrorSource {

    private final AtomicLong thrown = new AtomicLong();
    private final int oneInReads;
    private final int oneInClockReadings;
    private volatile boolean stopped;

    ErrorSource(int oneInReads, int oneInClockReadings) {
        this.oneInReads = oneInReads;
        this.oneInClockReadings = oneInClockReadings;
    }

    /** Ends the errors. */
    void stop() {
        stopped = true;
    }

    /** Returns the number of errors that have been thrown. */
    long thrown() {
        return thrown.get();
    }

    private static Throwable oneOf(int kind) {
        return switch (kind) {
            case 0 -> new OutOfMemoryError("thrown by a test");
            case 1 -> new StackOverflowError("thrown by a test");
            case 2 -> new NoClassDefFoundError("thrown by a test");
            case 3 -> new IllegalStateException("thrown by a test");
            default -> new ArrayIndexOutOfBoundsException("thrown by a test");
        };
    }

    long nanoTime() {
        maybeThrow(oneInClockReadings);
        return System.nanoTime();
    }

    Socket around(Socket socket) {
        try {
            return new FailingSocket(socket);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void maybeThrow(int oneIn) {
        if (!stopped && ThreadLocalRandom.current().nextInt(oneIn) == 0) {
            thrown.incrementAndGet();
            ErrorSource.<RuntimeException>sneakyThrow(
                    oneOf(ThreadLocalRandom.current().nextInt(5)));
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void sneakyThrow(Throwable e) throws E {
        throw (E) e;
    }

    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    private final class FailingSocket extends Socket {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        FailingSocket(Socket socket) throws IOException {
            super((SocketImpl) null);
            this.socket = socket;
            this.in = new FailingInput(socket.getInputStream());
            this.out = new FailingOutput(socket.getOutputStream());
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
    }

    private final class FailingInput extends FilterInputStream {

        FailingInput(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            maybeThrow(oneInReads);
            int count = in.read(bytes, offset, length);
            maybeThrow(oneInReads);
            return count;
        }
    }

    private final class FailingOutput extends FilterOutputStream {

        FailingOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            maybeThrow(oneInReads);
            int half = length / 2;
            out.write(bytes, offset, half);
            maybeThrow(oneInReads);
            out.write(bytes, offset + half, length - half);
            maybeThrow(oneInReads);
        }
    }
}
