package io.redoubt.test.proxy;

/**
 * TCP proxy that counts the commands and round trips between clients and a server. Thread-safe. It counts the traffic
 * of all its clients, so a measurement is meaningful only if there is no other traffic at the time.
 *
 * <p>A round trip starts when a command arrives on a connection that has no outstanding reply; commands that
 * arrive while replies are outstanding belong to the same round trip. During a measurement, the proxy forwards a
 * batch only when the client has been silent for 3 ms and, where the operating system reports it, no thread of this
 * JVM is runnable. A flush that TCP splits is therefore one round trip, also on a busy machine. Outside of
 * measurements the proxy does not delay. A {@link FaultProxy} counts in the same way and injects faults as well.
 */
public final class CountingProxy implements AutoCloseable {

    private final FaultProxy proxy;

    private CountingProxy(FaultProxy proxy) {
        this.proxy = proxy;
    }

    /** Starts a proxy in front of that server, on a port of the loopback address. */
    public static CountingProxy before(String host, int port) {
        return new CountingProxy(FaultProxy.before(host, port));
    }

    /** Returns the host to connect to instead of the server's. */
    public String host() {
        return proxy.host();
    }

    /** Returns the port to connect to instead of the server's. */
    public int port() {
        return proxy.port();
    }

    /**
     * Counts what the block sends through this proxy. Waits until earlier commands are answered before it runs the
     * block, and until the block's own commands are answered after it, for at most twenty seconds. A command that
     * another thread sends after the block has returned may be missed, so the block must wait for such commands.
     */
    public <E extends Exception> TrafficCounts measure(ThrowingRunnable<E> block) throws E {
        return proxy.measure(block);
    }

    /** Closes all connections and stops listening. Returns when the threads of the proxy have ended. Idempotent. */
    @Override
    public void close() {
        proxy.close();
    }

    /** Block of code that may throw. */
    @FunctionalInterface
    public interface ThrowingRunnable<E extends Exception> {

        /** Runs the measured code. */
        void run() throws E;
    }
}
