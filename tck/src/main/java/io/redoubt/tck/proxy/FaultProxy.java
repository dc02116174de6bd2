package io.redoubt.tck.proxy;

import io.redoubt.tck.proxy.CountingProxy.ThrowingRunnable;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;

/**
 * A TCP proxy in front of a server that counts as {@link CountingProxy} does, and that does harm on demand. Thread-safe.
 *
 * <p>Faults are switched while connections run: those of the port here, those of connections by {@link #faults()}. They
 * add up, and last until they are healed. TLS passes unseen: it is neither counted nor answered by the proxy, but all
 * other faults touch it as well.
 *
 * <p>Servers know each other by the addresses that they tell to clients. A connection by which a replica copies the server
 * is neither harmed nor counted, once it has shown itself; that of a sentinel is harmed but not counted. Within TLS nobody
 * can tell them from clients.
 *
 * <p>A connection takes two threads, and one more for each direction that is delayed; there are at most
 * {@value #MOST_CONNECTIONS} at a time, and whoever comes on top is reset.
 */
public final class FaultProxy implements AutoCloseable {

    /** How many connections can be open at a time. */
    public static final int MAX_CONNECTIONS = 1_000;

    private final TcpRelay relay;

    private FaultProxy(TcpRelay relay) {
        this.relay = relay;
    }

    /** A proxy before that server, on a port of the loopback address. */
    public static FaultProxy before(String host, int port) {
        FaultProxy proxy = unconnected("redoubt-tck-proxy");
        proxy.forwardTo(host, port);
        return proxy;
    }

    /** A proxy that leads nowhere yet, and resets whoever comes. The name is what the name of its own thread begins with. */
    public static FaultProxy unconnected(String threadName) {
        return new FaultProxy(TcpRelay.open(MAX_CONNECTIONS, threadName));
    }

    static FaultProxy limitedTo(int connections, String host, int port) {
        FaultProxy proxy = new FaultProxy(TcpRelay.open(connections, "redoubt-tck-proxy"));
        proxy.forwardTo(host, port);
        return proxy;
    }

    /** Leads connections from now on to that server. */
    public void forwardTo(String host, int port) {
        relay.forwardTo(new InetSocketAddress(host, port));
    }

    /** The host to connect to instead of the server's. */
    public String host() {
        return "127.0.0.1";
    }

    /** The port to connect to instead of the server's. */
    public int port() {
        return relay.proxyPort().port();
    }

    /** What the block sends through this proxy, as {@link CountingProxy#measure} tells it. */
    public <E extends Exception> Counts measure(ThrowingRunnable<E> block) throws E {
        return WireMeasurement.through(List.of(relay)).measure(block);
    }

    /** What the block sends through these proxies together, such as to all nodes of a cluster. */
    public static <E extends Exception> Counts measure(Collection<FaultProxy> proxies, ThrowingRunnable<E> block)
            throws E {
        return WireMeasurement.through(proxies.stream().map(proxy -> proxy.relay).toList())
                .measure(block);
    }

    /** Shows every command of clients that begins from now on to somebody, instead of whom it was shown to before. */
    public void setCommandListener(CommandListener commandListener) {
        relay.setCommandListener(commandListener);
    }

    /** How many connections there are, and were. */
    public ConnectionCounts connections() {
        return relay.connections();
    }

    /** Faults of all connections, those that are open and those to come. */
    public Faults faults() {
        return faults(FaultScope.ALL);
    }

    /** Faults of some connections. */
    public Faults faults(FaultScope scope) {
        return new Faults(relay, scope);
    }

    /** Refuses new connections, as a port does where nothing listens; those that are open go on. The port stays taken. */
    public void refuse() {
        relay.proxyPort().refuse();
    }

    /** Accepts new connections again after {@link #refuse}, on the same port. */
    public void accept() {
        relay.proxyPort().reopen();
    }

    /** Ends all open connections on both sides with a reset (RST), as when a host fails and another takes its address. */
    public void resetAll() {
        relay.visibleConnections().forEach(ProxiedConnection::reset);
    }

    /**
     * Tells the clients of all open connections that nothing more comes (FIN), and goes on reading from them: commands
     * reach the server, replies are lost. Not to be healed.
     */
    public void halfCloseAll() {
        relay.visibleConnections().forEach(ProxiedConnection::halfClose);
    }

    /** Takes all faults back. A connection that lost replies is reset when the next would come. */
    public void heal() {
        faults().heal();
        accept();
    }

    /** Cuts all connections and stops listening; returns when the proxy's threads have ended. Idempotent. */
    @Override
    public void close() {
        relay.close();
    }

    @Override
    public String toString() {
        return host() + ":" + port();
    }
}
