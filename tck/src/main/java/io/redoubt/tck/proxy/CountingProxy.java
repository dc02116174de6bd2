package io.redoubt.tck.proxy;

/**
 * A TCP proxy in front of a server that counts commands and round trips. Thread-safe; but it counts what all its clients
 * do, so that a measurement means something only if nobody else uses it at the time.
 *
 * <p>A round trip starts when a command arrives on a connection that has no outstanding reply; commands that arrive while
 * replies are outstanding belong to the same trip. While it measures, the proxy passes a batch on only when the client has
 * been silent for 3 ms and, where the system tells, no thread of this JVM has work to do, so that one flush that TCP splits is
 * one trip, also on a busy machine; otherwise it does not delay. A {@link FaultProxy} counts the same, and does harm as well.
 */
public final class CountingProxy implements AutoCloseable {

    private final FaultProxy proxy;

    private CountingProxy(FaultProxy proxy) {
        this.proxy = proxy;
    }

    /** A proxy before that server, on a port of the loopback address. */
    public static CountingProxy before(String host, int port) {
        return new CountingProxy(FaultProxy.before(host, port));
    }

    /** The host to connect to instead of the server's. */
    public String host() {
        return proxy.host();
    }

    /** The port to connect to instead of the server's. */
    public int port() {
        return proxy.port();
    }

    /**
     * What the block sends through this proxy. Waits first until earlier commands are answered, and afterwards until
     * those of the block are, at most twenty seconds; a command that another thread sends after the block has returned may
     * be missed, so wait for it inside.
     */
    public <E extends Exception> Counts measure(ThrowingRunnable<E> block) throws E {
        return proxy.measure(block);
    }

    /** Cuts all connections and stops listening; returns when the proxy's threads have ended. Idempotent. */
    @Override
    public void close() {
        proxy.close();
    }

    /** A block that may throw. */
    @FunctionalInterface
    public interface ThrowingRunnable<E extends Exception> {

        /** Does what is measured. */
        void run() throws E;
    }
}
