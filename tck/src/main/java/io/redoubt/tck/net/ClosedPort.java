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

    private final Socket holder;

    private ClosedPort(Socket holder) {
        this.holder = holder;
    }

    /** Takes such a port. */
    public static ClosedPort find() {
        Socket holder = new Socket();
        try {
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return new ClosedPort(holder);
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
        return holder.getLocalPort();
    }

    /** Gives the port back. */
    @Override
    public void close() {
        try {
            holder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
