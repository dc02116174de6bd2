package io.redoubt.tck.server;

import io.redoubt.redis.Node;
import io.redoubt.tck.proxy.FaultProxy;
import java.time.Duration;
import java.util.function.Function;

/**
 * A server that clients know by the address of a proxy before it: one by itself, a node of a {@link RedisCluster}, or a data
 * node or a sentinel of a {@link SentinelGroup}. Thread-safe. {@link #server()} is the way around the proxy.
 */
public final class ProxiedServer implements AutoCloseable {

    private final String id;
    private final RedisServer server;
    private final FaultProxy proxy;
    private volatile boolean suspended;

    private ProxiedServer(String id, RedisServer server, FaultProxy proxy) {
        this.id = id;
        this.server = server;
        this.proxy = proxy;
    }

    /** A new server by itself, of the caller, who closes it. */
    public static ProxiedServer standalone(ServerOptions options) {
        return start("redoubt-tck-proxy", proxy -> options, redis -> "standalone");
    }

    /** Starts a server whose options may name the proxy, which leads to where it speaks TLS if it does. */
    static ProxiedServer start(
            String threadName, Function<FaultProxy, ServerOptions> options, Function<RawRedis, String> identify) {
        FaultProxy proxy = FaultProxy.unconnected(threadName);
        try {
            ServerOptions serverOptions = options.apply(proxy);
            RedisServer server = RedisServers.start(serverOptions);
            proxy.forwardTo(server.host(), serverOptions.tls() == null ? server.port() : server.tlsPort());
            try (RawRedis redis = server.raw()) {
                return new ProxiedServer(identify.apply(redis), server, proxy);
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (RuntimeException e) {
            proxy.close();
            throw e;
        }
    }

    /** What a cluster calls its node, the same after a restart; of others what they called themselves at first. */
    public String id() {
        return id;
    }

    /** The server itself. To suspend, kill or restart it, use the methods here. */
    public RedisServer server() {
        return server;
    }

    /** The proxy before it. */
    public FaultProxy proxy() {
        return proxy;
    }

    /** The address that clients are told. */
    public Node address() {
        return new Node(proxy.host(), proxy.port());
    }

    /** A connection around the proxy, with all permissions. The caller closes it. */
    public RawRedis raw() {
        return server.raw();
    }

    /** The same with the given time to connect and for each read, for a server that may stand still. */
    public RawRedis raw(Duration timeout) {
        return server.raw(timeout);
    }

    /** Ends the server as a crash does (SIGKILL). Clients are refused until it is started again. */
    public void kill() {
        proxy.refuse();
        server.kill();
    }

    /** Starts the server again, as {@link RedisServer#restart} does, and lets clients in. */
    public void restart() {
        server.restart();
        acceptClients();
    }

    /** The same without the data that it kept; a node of a cluster is still the same node. */
    public void restartEmpty() {
        server.restartEmpty();
        acceptClients();
    }

    /** Lets the server stand still (SIGSTOP), bus and all. */
    public void suspend() {
        suspended = true;
        server.suspend();
    }

    /** Lets a suspended server go on. */
    public void resume() {
        server.resume();
        suspended = false;
    }

    /** Whether the server runs and is not suspended. */
    public boolean isUp() {
        return server.isAlive() && !suspended;
    }

    void restartWith(ConfigDirective line) {
        server.restart(home -> home.appendDirective(line));
        acceptClients();
    }

    /** Ends server and proxy. Idempotent; those of a cluster or a group end with it. */
    @Override
    public void close() {
        proxy.close();
        server.close();
    }

    private void acceptClients() {
        suspended = false;
        proxy.accept();
    }

    @Override
    public String toString() {
        return proxy + ", itself at port " + server.port();
    }
}
