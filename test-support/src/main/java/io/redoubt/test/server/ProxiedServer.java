package io.redoubt.test.server;

import io.redoubt.redis.Node;
import io.redoubt.test.proxy.FaultProxy;
import java.time.Duration;
import java.util.function.Function;

/**
 * Running test server together with the {@link FaultProxy} through which clients reach it. It is a standalone server, a
 * node of a {@link RedisCluster}, or a data node or a sentinel of a {@link SentinelGroup}. {@link #server()} gives
 * direct access, bypassing the proxy. Thread-safe.
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

    /** Starts a standalone server behind a proxy. The caller closes it. */
    public static ProxiedServer standalone(ServerOptions options) {
        return start("redoubt-tck-proxy", proxy -> options, redis -> "standalone");
    }

    /**
     * Starts a server whose options may name the proxy. The proxy forwards to the TLS port of the server if it has
     * one.
     */
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

    /**
     * The id of the server: of a cluster node its node id, which survives a restart; of other servers the id that
     * they had at their first start.
     */
    public String id() {
        return id;
    }

    /** The server, without the proxy. To suspend, kill or restart it, use the methods of this class. */
    public RedisServer server() {
        return server;
    }

    /** The proxy in front of the server. */
    public FaultProxy proxy() {
        return proxy;
    }

    /** The address that clients are given, which is that of the proxy. */
    public Node address() {
        return new Node(proxy.host(), proxy.port());
    }

    /** Opens a connection that bypasses the proxy, with all permissions. The caller closes it. */
    public RawRedis raw() {
        return server.raw();
    }

    /**
     * Opens such a connection with the given timeout for connecting and for each read, for a server that may be
     * suspended.
     */
    public RawRedis raw(Duration timeout) {
        return server.raw(timeout);
    }

    /** Kills the server as a crash would (SIGKILL). The proxy refuses clients until the server is started again. */
    public void kill() {
        proxy.refuse();
        server.kill();
    }

    /** Starts the server again, like {@link RedisServer#restart}, and lets the proxy accept clients. */
    public void restart() {
        server.restart();
        acceptClients();
    }

    /** Restarts the server without its persisted data. A cluster node keeps its id. */
    public void restartEmpty() {
        server.restartEmpty();
        acceptClients();
    }

    /** Suspends the server (SIGSTOP), including the cluster bus. */
    public void suspend() {
        suspended = true;
        server.suspend();
    }

    /** Resumes a suspended server. */
    public void resume() {
        server.resume();
        suspended = false;
    }

    /** Returns whether the server is running and not suspended. */
    public boolean isUp() {
        return server.isAlive() && !suspended;
    }

    void restartWith(ConfigDirective line) {
        server.restart(home -> home.appendDirective(line));
        acceptClients();
    }

    /** Stops the server and the proxy. Idempotent. Members of a cluster or a group are closed with it. */
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
