package io.redoubt.tck.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Block of ports that one JVM has claimed, by binding the first of them without listening there. Others find that port taken,
 * and claim another block. The system frees it with the process, however that ends.
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

    /** The block of that number, or null if another process has it. */
    static @Nullable PortBlock claim(PortRange range, int number) {
        Socket claimSocket = bind(range.claimPortOf(number), false);
        return claimSocket == null ? null : new PortBlock(range.withBusOf(number), range.withoutBusOf(number), claimSocket);
    }

    /** Its ports from which the bus of a cluster is within the range. */
    Ports withBus() {
        return withBus;
    }

    /** All its other ports. */
    Ports withoutBus() {
        return withoutBus;
    }

    /** Whether nothing listens on the port. Does not listen itself, lest a process started just now inherit a listener. */
    static boolean isFree(int port) {
        try (Socket probe = bind(port, true)) {
            return probe != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A socket on the port, or null if it is taken.
     *
     * @param shared also where connections of a former listener have not quite ended
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

    /** Gives the block up; that of a JVM ends with it. */
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
     * Ports that are used round and round: one that was given back is the last to be taken again, when its clients have
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

        /** The next that can be used. */
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
