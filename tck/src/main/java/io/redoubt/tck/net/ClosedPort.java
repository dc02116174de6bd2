package io.redoubt.tck.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of the loopback address where nothing listens: connecting is refused at once. Thread-safe.
 *
 * <p>The port is held until {@link #close()}, so that nothing else begins to listen there during the test, and no
 * connection gets connected with itself, as happens with ports that are merely free.
 */
public final class ClosedPort implements AutoCloseable {

    private final Socket placeholder;

    private ClosedPort(Socket placeholder) {
        this.placeholder = placeholder;
    }

    /** Takes such a port. */
    public static ClosedPort find() {
        Socket placeholder = new Socket();
        try {
            placeholder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return new ClosedPort(placeholder);
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }

    /** The host, 127.0.0.1. */
    public String host() {
        return "127.0.0.1";
    }

    /** The port. */
    public int port() {
        return placeholder.getLocalPort();
    }

    /** Gives the port back. */
    @Override
    public void close() {
        try {
            placeholder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
