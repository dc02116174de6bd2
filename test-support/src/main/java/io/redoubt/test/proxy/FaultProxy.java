package io.redoubt.test.proxy;

import io.redoubt.test.proxy.CountingProxy.ThrowingRunnable;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;

/**
 * TCP proxy that counts commands and injects faults into the connections to a server. It counts like a
 * {@link CountingProxy}. Thread-safe.
 *
 * <p>Faults can be switched while connections are open: those of the port by methods of this class, those of
 * connections by {@link #faults()}. Faults add up, and last until they are healed. TLS is forwarded unread: the
 * proxy can neither count nor answer its commands, but all other faults affect it as well.
 *
 * <p>Servers use the addresses that they announce to clients among themselves as well. The proxy neither
 * disturbs nor counts the connection of a replica that copies the server, once that connection is recognized.
 * Connections of sentinels are disturbed but not counted. Within TLS neither can be distinguished from clients.
 *
 * <p>A connection takes two threads, and one more for each delayed direction. At most {@value #MAX_CONNECTIONS}
 * connections can be open at a time; further ones are reset.
 */
public final class FaultProxy implements AutoCloseable {

    /** Maximum number of open connections. */
    public static final int MAX_CONNECTIONS = 1_000;

    private final FaultInjectingRelay relay;

    private FaultProxy(FaultInjectingRelay relay) {
        this.relay = relay;
    }

    /** Starts a proxy in front of that server, on a port of the loopback address. */
    public static FaultProxy before(String host, int port) {
        FaultProxy proxy = unconnected("redoubt-tck-proxy");
        proxy.forwardTo(host, port);
        return proxy;
    }

    /**
     * Starts a proxy without a server, which resets all connections. The name of its own thread begins with the
     * given name.
     */
    public static FaultProxy unconnected(String threadName) {
        return new FaultProxy(FaultInjectingRelay.open(MAX_CONNECTIONS, threadName));
    }

    static FaultProxy limitedTo(int connections, String host, int port) {
        FaultProxy proxy = new FaultProxy(FaultInjectingRelay.open(connections, "redoubt-tck-proxy"));
        proxy.forwardTo(host, port);
        return proxy;
    }

    /** Sets the server for connections that are opened from now on. */
    public void forwardTo(String host, int port) {
        relay.forwardTo(new InetSocketAddress(host, port));
    }

    /** Returns the host to connect to instead of the server's. */
    public String host() {
        return "127.0.0.1";
    }

    /** Returns the port to connect to instead of the server's. */
    public int port() {
        return relay.proxyPort().port();
    }

    /** Counts what the block sends through this proxy, as {@link CountingProxy#measure} does. */
    public <E extends Exception> TrafficCounts measure(ThrowingRunnable<E> block) throws E {
        return TrafficMeter.through(List.of(relay)).measure(block);
    }

    /** Counts what the block sends through these proxies together, for example to all nodes of a cluster. */
    public static <E extends Exception> TrafficCounts measure(Collection<FaultProxy> proxies, ThrowingRunnable<E> block)
            throws E {
        return TrafficMeter.through(proxies.stream().map(proxy -> proxy.relay).toList())
                .measure(block);
    }

    /** Sets the listener for commands that clients begin to send from now on, in place of the previous listener. */
    public void setCommandListener(CommandListener commandListener) {
        relay.setCommandListener(commandListener);
    }

    /** Returns the numbers of open and accepted connections. */
    public ConnectionCounts connections() {
        return relay.connections();
    }

    /** Returns the faults of all connections, open and future ones. */
    public FaultControl faults() {
        return faults(AffectedConnections.ALL);
    }

    /** Returns the faults of these connections. */
    public FaultControl faults(AffectedConnections affected) {
        return new FaultControl(relay, affected);
    }

    /**
     * Refuses new connections, like a port on which nothing listens. Open connections continue. The proxy keeps the
     * port.
     */
    public void refuse() {
        relay.proxyPort().refuse();
    }

    /** Accepts new connections again after {@link #refuse}, on the same port. */
    public void accept() {
        relay.proxyPort().reopen();
    }

    /**
     * Ends all open connections on both sides with a reset (RST), as when a host fails and another takes its
     * address.
     */
    public void resetAll() {
        relay.visibleConnections().forEach(ProxiedConnection::reset);
    }

    /**
     * Half-closes all open connections: sends their clients the end of the stream (FIN) and continues to read from
     * them. Commands reach the server, replies are lost. This fault cannot be healed.
     */
    public void halfCloseAll() {
        relay.visibleConnections().forEach(ProxiedConnection::halfClose);
    }

    /** Removes all faults. A connection that has lost replies is reset when the next reply would arrive. */
    public void heal() {
        faults().heal();
        accept();
    }

    /** Closes all connections and stops listening. Returns when the threads of the proxy have ended. Idempotent. */
    @Override
    public void close() {
        relay.close();
    }

    @Override
    public String toString() {
        return host() + ":" + port();
    }
}
