package io.redoubt.tck.net;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Port of the loopback interface that is this JVM's until it is given back, also while nothing listens there: neither another
 * JVM with tests, nor an outgoing connection, takes the port of a server between its end and its restart. Thread-safe.
 *
 * <p>Only programs that are no tests of ours may listen there; a port where one does is not handed out.
 */
public final class LoopbackPort implements AutoCloseable {

    private static final PortPool JVM_POOL =
            new PortPool(PortRange.DEFAULT, (int) (ProcessHandle.current().pid() % PortRange.DEFAULT.blocks()));

    private final int number;
    private final PortPool pool;
    private final AtomicBoolean released = new AtomicBoolean();

    LoopbackPort(int number, PortPool pool) {
        this.number = number;
        this.pool = pool;
    }

    /**
     * Takes a port that is free.
     *
     * @throws IllegalStateException if this JVM and others have them all
     */
    public static LoopbackPort take() {
        return JVM_POOL.take();
    }

    /** The same where {@linkplain #busOf its port for the bus} is free as well, for a node of a cluster. */
    public static LoopbackPort takeWithBus() {
        return JVM_POOL.takeWithBus();
    }

    /** The port that a node of a cluster adds for its bus: 10,000 more. Servers before 7 cannot be told another one. */
    public static int busOf(int port) {
        return port + PortRange.BUS_OFFSET;
    }

    /** Its number. */
    public int number() {
        return number;
    }

    /** Gives the port back, once nothing listens there any more. Idempotent. */
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
