package io.redoubt.test.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Loopback port on which nothing listens, so that connections are refused immediately. Thread-safe.
 *
 * <p>The port stays bound until {@link #close()}, so that no other program begins to listen on it during the
 * test, and no connection gets connected to itself, which can happen with a port that is merely free.
 */
public final class ClosedPort implements AutoCloseable {

    private final Socket placeholder;

    private ClosedPort(Socket placeholder) {
        this.placeholder = placeholder;
    }

    /** Binds such a port. */
    public static ClosedPort find() {
        Socket placeholder = new Socket();
        try {
            placeholder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return new ClosedPort(placeholder);
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }

    /** Returns the host, 127.0.0.1. */
    public String host() {
        return "127.0.0.1";
    }

    /** Returns the port. */
    public int port() {
        return placeholder.getLocalPort();
    }

    /** Releases the port. */
    @Override
    public void close() {
        try {
            placeholder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
