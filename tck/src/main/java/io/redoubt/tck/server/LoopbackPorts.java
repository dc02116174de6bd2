package io.redoubt.tck.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;

/**
 * Free ports of the loopback interface.
 *
 * <p>They are taken from below the range from which systems number outgoing connections, so that no such connection
 * takes the port of a server between its end and its restart; so are those of a cluster's bus.
 */
final class LoopbackPorts {

    private static final int FIRST = 20_000;
    private static final int BEYOND = 32_000;
    private static final int ATTEMPTS = 200;
    /** What a node of a cluster adds to its port for the bus, unless told otherwise, which servers before 7 cannot be. */
    private static final int BUS = 10_000;

    private static final int SYSTEMS_OWN = 32_768;

    private LoopbackPorts() {}

    /** A port that was free a moment ago; whoever binds it must be ready for the race. */
    static int free() {
        return find(BEYOND, LoopbackPorts::isFree);
    }

    /** The same where the port for the cluster bus was free as well. */
    static int freeWithBus() {
        return find(SYSTEMS_OWN - BUS, port -> isFree(port) && isFree(port + BUS));
    }

    /** The port of the cluster bus of a node on that port. */
    static int busOf(int port) {
        return port + BUS;
    }

    private static int find(int beyond, IntPredicate free) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, beyond);
            if (free.test(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port found between " + FIRST + " and " + beyond);
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
