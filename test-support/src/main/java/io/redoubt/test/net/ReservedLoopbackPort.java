package io.redoubt.test.net;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Loopback port that stays reserved for this JVM until {@link #close()} is called. While nothing listens on the port,
 * neither another JVM with tests nor an outgoing connection takes it, for example between the end of a server and its
 * restart. Thread-safe.
 *
 * <p>Only programs other than these tests can listen on it. A port on which such a program listens is not handed
 * out.
 */
public final class ReservedLoopbackPort implements AutoCloseable {

    private static final PortPool JVM_POOL =
            new PortPool(PortRange.DEFAULT, (int) (ProcessHandle.current().pid() % PortRange.DEFAULT.blocks()));

    private final int number;
    private final PortPool pool;
    private final AtomicBoolean released = new AtomicBoolean();

    ReservedLoopbackPort(int number, PortPool pool) {
        this.number = number;
        this.pool = pool;
    }

    /**
     * Takes a free port.
     *
     * @throws IllegalStateException if this JVM and others hold all ports
     */
    public static ReservedLoopbackPort take() {
        return JVM_POOL.take();
    }

    /** Takes a free port whose {@linkplain #busOf bus port} is free as well, for a cluster node. */
    public static ReservedLoopbackPort takeWithBus() {
        return JVM_POOL.takeWithBus();
    }

    /**
     * Returns the bus port of a cluster node, which is its port plus 10,000. Servers before version 7 cannot use
     * another port for the bus.
     */
    public static int busOf(int port) {
        return port + PortRange.BUS_OFFSET;
    }

    /** Returns the port number. */
    public int number() {
        return number;
    }

    /** Releases the port, on which nothing may listen any more. Idempotent. */
    @Override
    public void close() {
        if (released.compareAndSet(false, true)) {
            pool.release(number);
        }
    }

    @Override
    public String toString() {
        return "127.0.0.1:" + number;
    }
}
