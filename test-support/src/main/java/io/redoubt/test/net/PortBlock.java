package io.redoubt.test.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Group of TCP ports that one JVM reserves for its tests, so that tests in other JVMs cannot use them. The JVM claims
 * the block by binding its first port without listening on it. Other JVMs find that port in use and claim another
 * block. The operating system frees the port with the process, however the process ends.
 */
final class PortBlock implements AutoCloseable {

    private final Ports withBus;
    private final Ports withoutBus;
    private final Socket claimSocket;

    private PortBlock(Ports withBus, Ports withoutBus, Socket claimSocket) {
        this.withBus = withBus;
        this.withoutBus = withoutBus;
        this.claimSocket = claimSocket;
    }

    /** Claims the block with that number. Returns null if another process has claimed it. */
    static @Nullable PortBlock claim(PortRange range, int number) {
        Socket claimSocket = bind(range.claimPortOf(number), false);
        return claimSocket == null
                ? null
                : new PortBlock(range.withBusOf(number), range.withoutBusOf(number), claimSocket);
    }

    /** Returns the ports of this block whose bus ports are within the range. */
    Ports withBus() {
        return withBus;
    }

    /** Returns all other ports of this block. */
    Ports withoutBus() {
        return withoutBus;
    }

    /**
     * Returns whether nothing listens on the port. The check itself does not listen, since a process started at
     * that moment would inherit the listening socket.
     */
    static boolean isFree(int port) {
        try (Socket probe = bind(port, true)) {
            return probe != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns a socket bound to the port, or null if the port is in use.
     *
     * @param shared whether to bind also while connections of a former listener have not ended completely
     */
    private static @Nullable Socket bind(int port, boolean shared) {
        Socket socket = new Socket();
        try {
            socket.setReuseAddress(shared);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException taken) {
            close(socket);
            return null;
        }
    }

    /** Releases the block. The block of a JVM ends with the JVM. */
    @Override
    public void close() {
        close(claimSocket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Ports that are used in rotation: a released port is the last to be used again, when its clients have
     * forgotten it. Not thread-safe.
     */
    static final class Ports {

        private final int first;
        private final int count;
        private int position;

        Ports(int first, int count) {
            this.first = first;
            this.count = count;
        }

        /** Returns the next usable port. */
        OptionalInt next(IntPredicate usable) {
            for (int step = 0; step < count; step++) {
                int port = first + position;
                position = (position + 1) % count;
                if (usable.test(port)) {
                    return OptionalInt.of(port);
                }
            }
            return OptionalInt.empty();
        }
    }
}
